package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
  /** (1 + how many of 1, 2, 2, 5 are at least the score)/5. */
  @ParameterizedTest
  @CsvSource({
    "0, 1.0",
    "1, 1.0",
    "1.5, 0.8",
    "2, 0.8",
    "2.1, 0.4",
    "5, 0.4",
    "5.1, 0.2",
    "Infinity, 0.2",
    "-Infinity, 1.0"
  })
  void pValueByHand(double score, double expected) {
    Calibration calibration = new Calibration(new double[] {5, 2, 1, 2});
    assertThat(calibration.pValue(score)).isEqualTo(expected);
    assertThat(calibration.smallestRate()).isEqualTo(0.2);
    assertThat(calibration.size()).isEqualTo(4);
  }

  /**
   * Conformal prediction's promise: of n + 1 exchangeable scores, each held out once against the
   * others, at most α·(n + 1) have p ≤ α, for every α, ties or none.
   */
  @Property(tries = 300)
  void pValuesOfExchangeableScoresAreSuperUniform(@ForAll("scores") double[] scores) {
    double[] pValues =
        IntStream.range(0, scores.length)
            .mapToDouble(held -> new Calibration(without(scores, held)).pValue(scores[held]))
            .toArray();
    for (int k = 1; k <= scores.length; k++) {
      double rate = (double) k / scores.length;
      long alarms = IntStream.range(0, scores.length).filter(i -> pValues[i] <= rate).count();
      assertThat(alarms).isLessThanOrEqualTo(k);
    }
  }

  @Provide
  Arbitrary<double[]> scores() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3).map(i -> (double) i),
            Arbitraries.doubles().between(-1e6, 1e6))
        .array(double[].class)
        .ofMinSize(2)
        .ofMaxSize(40);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.1})
  void realisedRateIsWithinTheBinomialBand(double rate) {
    // With 99,999 calibration scores the rate that they realise is itself known to 1 %.
    Random random = new Random(42);
    Calibration calibration =
        new Calibration(IntStream.range(0, 99_999).mapToDouble(i -> score(random)).toArray());
    int draws = 100_000;
    Decision decision = new Decision(Score.ELBO, calibration, rate);

    long alarms =
        IntStream.range(0, draws)
            .filter(i -> decision.decide(elbo(score(random))).anomalous())
            .count();

    // Both the draws and the calibration are samples: twice the binomial variance.
    double deviation = Math.sqrt(2 * draws * rate * (1 - rate));
    assertThat((double) alarms)
        .isBetween(draws * rate - 2.576 * deviation, draws * rate + 2.576 * deviation);
  }

  @Test
  void scoresAreSortedCopies() {
    double[] given = {3, 1, 2};
    Calibration calibration = new Calibration(given);
    given[0] = -9;
    calibration.scores()[0] = -9;
    assertThat(calibration.scores()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void scoresThatAreNotFiniteAreRefused(double bad) {
    assertThatThrownBy(() -> new Calibration(new double[] {1, bad, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all finite");
  }

  @Test
  void emptyCalibrationIsRefused() {
    assertThatThrownBy(() -> new Calibration(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scoreThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> new Calibration(new double[] {1}).pValue(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got NaN");
  }

  private static double[] without(double[] scores, int held) {
    return IntStream.range(0, scores.length)
        .filter(i -> i != held)
        .mapToDouble(i -> scores[i])
        .toArray();
  }

  private static double score(Random random) {
    return 100 + 15 * random.nextGaussian();
  }

  private static Scores elbo(double nats) {
    return new Scores(nats, 0, 0, Double.NaN, Double.NaN, java.util.Optional.empty());
  }
}
