package dev.surprisal.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void perfectSeparationScoresOne() {
    Ranking ranking = Ranking.of(new double[] {1, 2, 3}, new double[] {4, 5});

    assertThat(ranking).isEqualTo(new Ranking(1, 1));
  }

  @Test
  void averagePrecisionIsThatOfTheTextbook() {
    // Positives at ranks 1, 3 and 4 of five: (1/1 + 2/3 + 3/4) / 3, by hand.
    Ranking ranking = Ranking.of(new double[] {8, 1}, new double[] {9, 7, 6});

    assertThat(ranking.auprc()).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(1e-12));
  }

  @Test
  void equalScoresAreWorthNothing() {
    Ranking ranking = Ranking.of(new double[] {2, 2, 2}, new double[] {2});

    assertThat(ranking.auroc()).isEqualTo(0.5);
    assertThat(ranking.auprc()).isEqualTo(0.25);
  }

  @Test
  void anEmptySetIsRefused() {
    assertThatThrownBy(() -> Ranking.of(new double[0], new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 normal and 1 strange");
  }

  @Property
  void aurocIsTheShareOfPairsInOrder(
      @ForAll @Size(min = 1, max = 20) int @IntRange(max = 9) [] normal,
      @ForAll @Size(min = 1, max = 20) int @IntRange(max = 9) [] strange) {
    double wins = 0;
    for (int n : normal) {
      for (int s : strange) {
        wins += s > n ? 1 : s == n ? 0.5 : 0;
      }
    }

    Ranking ranking = Ranking.of(doubles(normal), doubles(strange));

    assertThat(ranking.auroc())
        .isCloseTo(wins / (normal.length * (double) strange.length), within(1e-12));
  }

  private static double[] doubles(int[] values) {
    return java.util.Arrays.stream(values).asDoubleStream().toArray();
  }
}
