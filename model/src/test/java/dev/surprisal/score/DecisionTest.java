package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  private static final Calibration NINE =
      new Calibration(new double[] {10, 20, 30, 40, 50, 60, 70, 80, 90});

  /** p ≤ 0.2 from the second largest calibration score on. */
  @ParameterizedTest
  @CsvSource({"79, 0.3, false", "80.5, 0.2, true", "90, 0.2, true", "91, 0.1, true", "0, 1, false"})
  void anomalousWhenThePValueIsAtMostTheRate(double score, double pValue, boolean anomalous) {
    Verdict verdict = new Decision(Score.KL, NINE, 0.2).decide(scores(score));
    assertThat(verdict.pValue()).isEqualTo(pValue);
    assertThat(verdict.anomalous()).isEqualTo(anomalous);
    assertThat(verdict.score()).isEqualTo(score);
  }

  /** Of nine clean scores: p(80.5) = 0.2, p(80) = 0.3. */
  @ParameterizedTest
  @CsvSource({"0.1, 90", "0.199, 90", "0.2, 80", "0.5, 50", "0.999, 10"})
  void scoresAboveTheThresholdAreAnomalous(double rate, double threshold) {
    Decision decision = new Decision(Score.KL, NINE, rate);

    assertThat(decision.threshold()).isEqualTo(threshold);
    assertThat(decision.decide(scores(threshold)).anomalous()).isFalse();
    assertThat(decision.decide(scores(Math.nextUp(threshold))).anomalous()).isTrue();
  }

  @Test
  void smallestSupportedRateIsAccepted() {
    assertThat(new Decision(Score.KL, NINE, 0.1).decide(scores(91)).anomalous()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0999, 0, -1, 1, 2, Double.NaN})
  void rateThatTheCalibrationCannotSupportIsRefused(double rate) {
    assertThatThrownBy(() -> new Decision(Score.KL, NINE, rate))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "falseAlarmRate: expected at least 0.100"
                + " (1/(n+1) for n = 9 calibration images) and below 1, got "
                + rate);
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void eachScoreDecidesByItsOwnValue(Score score) {
    Scores scores = new Scores(3, 4, 0.5, 6, 2, Optional.empty());
    double expected =
        switch (score) {
          case SURPRISE -> 2;
          case ELBO -> 7;
          case RECONSTRUCTION -> 3;
          case MSE -> 0.5;
          case KL -> 4;
          case IWAE -> 6;
        };
    assertThat(new Decision(score, NINE, 0.5).decide(scores).score()).isEqualTo(expected);
  }

  @Test
  void brokenModelIsNoVerdict() {
    assertThatThrownBy(() -> new Decision(Score.KL, NINE, 0.5).decide(scores(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model is broken");
  }

  private static Scores scores(double kl) {
    return new Scores(0, kl, 0, Double.NaN, Double.NaN, Optional.empty());
  }
}
