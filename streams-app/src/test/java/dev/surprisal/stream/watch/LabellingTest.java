package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabellingTest {
  private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";

  private final StringWriter questions = new StringWriter();
  private final List<Label> labels = new ArrayList<>();

  @Test
  void eachAnswerIsALabelWithWhatCountsIt() {
    Labelling labelling = answering("n\n\nANOMALOUS\n");
    for (int i = 0; i < 3; i++) {
      labelling.ask(verdict(i));
    }

    assertThat(labels)
        .containsExactly(
            new Label(
                "images-0-0",
                Optional.of(TOPIC_ID),
                Opinion.NORMAL,
                "anna",
                Optional.of("camera"),
                Optional.of(17L)),
            new Label(
                "images-0-2",
                Optional.of(TOPIC_ID),
                Opinion.ANOMALOUS,
                "anna",
                Optional.of("camera"),
                Optional.of(17L)));
    assertThat(labelling.ended()).isFalse();
    assertThat(questions.toString())
        .startsWith("images-0-0: [n]ormal, [a]nomalous, Enter to skip, [q]uit? ");
  }

  @Test
  void asksAgainWhereTheAnswerIsNotUnderstood() {
    answering("x\nnormalish\na\n").ask(verdict(1));

    assertThat(questions.toString().split("\\?", -1)).hasSize(4);
    assertThat(labels).extracting(Label::opinion).containsExactly(Opinion.ANOMALOUS);
  }

  @Test
  void quitAndTheEndOfTheAnswersEndIt() {
    for (String last : List.of("q\n", "quit", "")) {
      Labelling labelling = answering(last);
      labelling.ask(verdict(1));
      labelling.ask(verdict(2));

      assertThat(labelling.ended()).isTrue();
    }
    assertThat(labels).isEmpty();
  }

  private Labelling answering(String answers) {
    return new Labelling(
        new BufferedReader(new StringReader(answers)),
        new PrintWriter(questions, true),
        "anna",
        labels::add);
  }

  private static VerdictMessage verdict(int number) {
    return VerdictMessage.parse(
            """
            {"id": "images-0-%d", "topicId": "%s", "source": "camera", "timestamp": 17, "anomalous": true}"""
                .formatted(number, TOPIC_ID)
                .getBytes(UTF_8))
        .orElseThrow();
  }
}
