package dev.surprisal.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;

/** A verdict or an alert as {@code watch} shows it. */
class OutputMessageFuzzTest {
  private static final String CONTROL_CHARACTER = "(?s).*[\\p{Cc}\\p{Cf}].*";
  private static final HalfBlocks BLOCKS = new HalfBlocks();

  @FuzzTest
  void outputMessage(byte[] bytes) {
    OutputMessage.parse(bytes)
        .ifPresent(
            message -> {
              assertThat(message.line()).doesNotMatch(CONTROL_CHARACTER);
              assertThat(message.json()).matches("[ -~]*");
              message.verdict().ifPresent(OutputMessageFuzzTest::show);
            });
    Label.parse(bytes).ifPresent(label -> assertThat(Label.parse(label.json())).contains(label));
  }

  private static void show(VerdictMessage verdict) {
    assertThat(verdict.id()).doesNotContain("/");
    Label label = verdict.label(Opinion.NORMAL, "anna");
    assertThat(Label.parse(label.json())).isPresent();
    assertThat(verdict.jsonWithoutPictures()).isNotBlank();
    assertThat(BLOCKS.draw(verdict.pictures().values()))
        .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
  }
}
