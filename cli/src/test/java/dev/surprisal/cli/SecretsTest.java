package dev.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource({
    "https://me:pass@host/a, https://me:(hidden)@host/a",
    "https://me:p@ss:word@host, https://me:(hidden)@host",
    "https://token@host, https://(hidden)@host",
    "https://:pass@host, https://:(hidden)@host",
    "https://host:8081/a, https://host:8081/a",
    "https://host/a@b, https://host/a@b",
    "http://a:b@one http://c:d@two, http://a:(hidden)@one http://c:(hidden)@two",
    "me@host, me@host",
  })
  void passwordsOfUrlsAreHidden(String text, String shown) {
    assertThat(Secrets.hideInUrls(text)).isEqualTo(shown);
  }
}
