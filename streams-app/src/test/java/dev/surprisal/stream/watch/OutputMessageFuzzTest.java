package dev.surprisal.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

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
  }

  private static void show(VerdictMessage verdict) {
    assertThat(verdict.id()).doesNotContain("/");
    assertThat(verdict.jsonWithoutPictures()).isNotBlank();
    assertThat(BLOCKS.draw(verdict.pictures().values()))
        .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
  }
}
