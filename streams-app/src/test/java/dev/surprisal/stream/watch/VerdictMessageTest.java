package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictMessageTest {
  @ParameterizedTest
  @ValueSource(strings = {"5", "true", "null", "{\"a\": 1}", "[1]", "\"not base64!\""})
  void pictureThatIsNoBase64IsNone(String image) {
    String json = "{\"id\": \"a-0-1\", \"anomalous\": true, \"image\": %s}".formatted(image);

    assertThat(VerdictMessage.parse(json.getBytes(UTF_8)))
        .hasValueSatisfying(message -> assertThat(message.pictures()).isEmpty());
  }

  @Test
  void topicsIdIsReadWhereItIsAndMayLack() {
    String with =
        "{\"id\": \"a-0-1\", \"topicId\": \"fSbGmLYlRXuKYAnJ1cfbKg\", \"anomalous\": true}";
    String without = "{\"id\": \"a-0-1\", \"anomalous\": true}";

    assertThat(VerdictMessage.parse(with.getBytes(UTF_8)).orElseThrow().topicId())
        .hasValue("fSbGmLYlRXuKYAnJ1cfbKg");
    assertThat(VerdictMessage.parse(without.getBytes(UTF_8)).orElseThrow().topicId()).isEmpty();
  }

  /** An array takes three bytes there, and twenty times as many as an object. */
  @Test
  void verdictAmongThousandsOfEmptyArraysIsNone() {
    String arrays = "[],".repeat(5_000);
    String json = "{\"id\": \"a-0-1\", \"anomalous\": true, \"more\": [%s0]}".formatted(arrays);

    assertThat(VerdictMessage.parse(json.getBytes(UTF_8))).isEmpty();
    assertThat(VerdictMessage.parse(json.replace(arrays, "").getBytes(UTF_8))).isPresent();
  }
}
