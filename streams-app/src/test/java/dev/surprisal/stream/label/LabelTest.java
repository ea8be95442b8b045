package dev.surprisal.stream.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.stream.testing.Schemas;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest {
  private static final Label WHOLE =
      new Label(
          "my-images-0-7",
          Optional.of("Zm9vYmFyYmF6cXV4MTIzNA"),
          Opinion.NORMAL,
          "anna",
          Optional.of("camera\n3"),
          Optional.of(17L));

  @Test
  void recordIsAsThePublishedSchemaSays() {
    assertThat(new String(WHOLE.json(), UTF_8))
        .isEqualTo(
            "{\"schemaVersion\":\"1.1\",\"id\":\"my-images-0-7\",\"topicId\":\"Zm9vYmFyYmF6cXV4MTIzNA\","
                + "\"label\":\"normal\",\"by\":\"anna\",\"source\":\"camera\\n3\",\"timestamp\":17}");
    assertThat(Schemas.violations("labels", WHOLE.json())).isEmpty();
    assertThat(WHOLE.key()).asString(UTF_8).isEqualTo("Zm9vYmFyYmF6cXV4MTIzNA/my-images-0-7");
    assertThat(Label.parse(WHOLE.json())).contains(WHOLE);
  }

  @Test
  void threeFieldsOfAnotherProgramAreALabel() {
    byte[] json =
        "{\"id\": \"images-0-7\", \"label\": \"anomalous\", \"by\": \"it\"}".getBytes(UTF_8);

    Label label = Label.parse(json).orElseThrow();

    assertThat(label.opinion()).isEqualTo(Opinion.ANOMALOUS);
    assertThat(label.source()).isEmpty();
    assertThat(label.timestamp()).isEmpty();
    assertThat(label.key()).asString(UTF_8).isEqualTo("images-0-7");
    assertThat(Schemas.violations("labels", json)).isEmpty();
    assertThat(Schemas.violations("labels", label.json())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "null",
        "{\"id\": \"images-0-7\", \"label\": \"maybe\", \"by\": \"it\"}",
        "{\"id\": \"images\", \"label\": \"normal\", \"by\": \"it\"}",
        "{\"id\": \"../x-0-7\", \"label\": \"normal\", \"by\": \"it\"}",
        "{\"id\": \"images-0-7\", \"label\": \"normal\"}",
        "{\"id\": \"images-0-7\", \"label\": \"normal\", \"by\": \" \"}",
        "{\"id\": [\"images-0-7\"], \"label\": \"normal\", \"by\": \"it\"}"
      })
  void whateverElseIsOnTheTopicIsNoLabel(String value) {
    assertThat(Label.parse(value.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void fieldsOfTheWrongTypeAreAsIfTheyWereMissing() {
    byte[] json =
        "{\"id\": \"images-0-7\", \"label\": \"normal\", \"by\": \"it\", \"source\": 3, \"timestamp\": 1e99, \"topicId\": \"/\"}"
            .getBytes(UTF_8);

    assertThat(Label.parse(json))
        .contains(
            new Label(
                "images-0-7",
                Optional.empty(),
                Opinion.NORMAL,
                "it",
                Optional.empty(),
                Optional.empty()));
  }

  /** Where the source's name is cut, or somebody wrote half a pair. */
  @Test
  void halfACharacterIsReplaced() {
    String name = "x".repeat(255) + "\ud83d\ude00";
    Label label =
        new Label(
            "images-0-7",
            Optional.empty(),
            Opinion.NORMAL,
            "\ud83dit",
            Optional.of(name),
            Optional.empty());

    assertThat(label.by()).isEqualTo("?it");
    assertThat(label.source()).contains("x".repeat(255) + "?");
    assertThat(Label.parse(label.json())).contains(label);
  }

  @Test
  void recordsOfAnySizeCostNothing() {
    byte[] large =
        "{\"id\": \"images-0-7\", \"label\": \"normal\", \"by\": \"it\", \"more\": \"%s\"}"
            .formatted("x".repeat(1 << 20))
            .getBytes(UTF_8);

    assertThat(Label.parse(large)).isEmpty();
    assertThat(Label.parse(null)).isEmpty();
  }

  @Test
  void labelNamesAnAnomalyAndAPerson() {
    assertThatThrownBy(
            () ->
                new Label(
                    "images",
                    Optional.empty(),
                    Opinion.NORMAL,
                    "it",
                    Optional.empty(),
                    Optional.empty()))
        .hasMessageContaining("topic-partition-offset");
    assertThatThrownBy(
            () ->
                new Label(
                    "images-0-7",
                    Optional.empty(),
                    Opinion.NORMAL,
                    "",
                    Optional.empty(),
                    Optional.empty()))
        .hasMessageContaining("1 to 100");
  }
}
