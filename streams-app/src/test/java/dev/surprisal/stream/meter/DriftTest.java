package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.Calibration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
  /** Scores 1 to 1000: tenths are cut at 100, 200, …, 900. */
  private final Drift drift =
      new Drift(
          new Reference(
              new Calibration(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray())));

  @Test
  void nothingIsSaidOfAFewScores() {
    IntStream.range(0, Drift.WARM - 1).forEach(i -> drift.add(500));

    assertThat(drift.index()).isNaN();
  }

  @Test
  void scoresLikeTheCleanOnesAreNoDrift() {
    IntStream.rangeClosed(1, 1000).forEach(drift::add);

    assertThat(drift.index()).isEqualTo(0, within(1e-12));
  }

  @Test
  void scoresThatAllLieInOneTenthAreMuch() {
    IntStream.range(0, 995).forEach(i -> drift.add(950));

    // Shares 995.5/1000 and nine times 0.5/1000:
    // 0.8955 ln 9.955 + 9 (0.0005 - 0.1) ln 0.005 = 2.0579 + 4.7446, by a calculator.
    assertThat(drift.index()).isEqualTo(6.8026, within(1e-3));
  }

  @Test
  void onlyTheLastScoresCount() {
    IntStream.range(0, 10_000).forEach(i -> drift.add(5));
    IntStream.range(0, Drift.WINDOW).forEach(i -> drift.add(1 + i % 1000));

    assertThat(drift.index()).isEqualTo(0, within(1e-12));
  }
}
