package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertMessageTest {
  @Test
  void lineIsForAPersonAndMovesNoCursor() {
    Optional<OutputMessage> alert =
        parse(
            """
            {"source": "a\\u001b[2Jb", "kind": "silent", "state": "opened",
             "message": "nothing has come for 60 s", "lastId": "images-0-7"}""");

    assertThat(alert.orElseThrow().line())
        .startsWith("opened  silent  a")
        .endsWith("[2Jb: nothing has come for 60 s  last images-0-7")
        .doesNotContain("\u001b");
    assertThat(alert.orElseThrow().verdict()).isEmpty();
  }

  @Test
  void exampleIsAVerdict() {
    Optional<OutputMessage> alert =
        parse(
            """
            {"source": "a", "kind": "anomalous", "state": "opened",
             "example": {"id": "images-0-7", "anomalous": true, "image": "AQI="}}""");

    VerdictMessage example = alert.orElseThrow().verdict().orElseThrow();
    assertThat(example.id()).isEqualTo("images-0-7");
    assertThat(example.pictures().get("image")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{}",
        "{\"state\": \"opened\"}",
        "{\"kind\": 1, \"state\": 2}",
        "{"
      })
  void anythingElseIsNone(String value) {
    assertThat(parse(value)).isEmpty();
    assertThat(OutputMessage.parse(null)).isEmpty();
  }

  private static Optional<OutputMessage> parse(String json) {
    return OutputMessage.parse(json.getBytes(UTF_8));
  }
}
