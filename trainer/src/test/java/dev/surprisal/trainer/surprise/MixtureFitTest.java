package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.GaussianMixture;
import dev.surprisal.trainer.linear.Cholesky;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MixtureFitTest {
  @Test
  void inverseOfACholeskyFactorByHand() {
    // L = [[2, 0], [1, 3]], so A = [[4, 2], [2, 10]] and the inverse of L is [[1/2, 0], [-1/6,
    // 1/3]].
    double[][] inverse = Cholesky.inverseFactor(new double[][] {{4, 2}, {2, 10}});

    assertThat(inverse[0]).containsExactly(new double[] {0.5, 0}, within(1e-12));
    assertThat(inverse[1]).containsExactly(new double[] {-1 / 6.0, 1 / 3.0}, within(1e-12));
  }

  @Test
  void oneComponentIsTheGaussianOfTheData() {
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      vectors.add(new double[] {3 + 2 * random.nextGaussian(), -1 + random.nextGaussian()});
    }

    GaussianMixture density = MixtureFit.fit(vectors, 1, 1);

    // On the standardised scale: ½ |y|² + ln 2π, up to the ridge of 0.01.
    assertThat(density.negativeLogDensity(new double[] {3, -1}))
        .isEqualTo(Math.log(2 * Math.PI), within(0.03));
    assertThat(density.negativeLogDensity(new double[] {7, -1}))
        .isEqualTo(Math.log(2 * Math.PI) + 2, within(0.08));
  }

  @Test
  void twoClustersAreTwoComponents() {
    SplittableRandom random = new SplittableRandom(2);
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      double center = i % 2 == 0 ? -10 : 10;
      vectors.add(new double[] {center + random.nextGaussian()});
    }

    GaussianMixture density = MixtureFit.fit(vectors, 2, 1);

    double between = density.negativeLogDensity(new double[] {0});
    assertThat(between).isGreaterThan(density.negativeLogDensity(new double[] {10}) + 20);
    assertThat(between).isGreaterThan(density.negativeLogDensity(new double[] {-10}) + 20);
  }

  @Test
  void aStatisticThatNeverVariesIsBorne() {
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      vectors.add(new double[] {i % 7, 3.04});
    }

    GaussianMixture density = MixtureFit.fit(vectors, 3, 1);

    assertThat(density.negativeLogDensity(new double[] {3, 3.04})).isFinite();
    assertThat(density.negativeLogDensity(new double[] {3, 2.5}))
        .isGreaterThan(density.negativeLogDensity(new double[] {3, 3.04}) + 100);
  }
}
