package dev.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProblemsTest {
  @Test
  void everyProblemIsToldAtOnce() {
    Problems problems =
        new Problems()
            .expect(false, "--threads", "at least 1", 0)
            .expect(true, "--port", "0 to 65535", 9092)
            .expect(false, "--rate", "above 0", -1.5);
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(SettingsException.class)
        .hasMessage("--threads: expected at least 1, got 0; --rate: expected above 0, got -1.5");
  }

  @Test
  void goodSettingsAreNoProblem() {
    assertThatCode(() -> new Problems().expect(true, "--port", "any", 1).throwIfAny())
        .doesNotThrowAnyException();
  }
}
