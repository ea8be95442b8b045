package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);
  private static final double LOG_ROOT_2PI = Math.log(2 * Math.PI) / 2;

  @Test
  void oneStandardGaussian() {
    GaussianMixture density =
        mixture(new double[] {0}, new double[] {1}, new double[] {-LOG_ROOT_2PI}, 0, 1);
    assertThat(density.negativeLogDensity(new double[] {0})).isCloseTo(LOG_ROOT_2PI, EXACT);
    assertThat(density.negativeLogDensity(new double[] {3})).isCloseTo(LOG_ROOT_2PI + 4.5, EXACT);
  }

  @Test
  void vectorsAreStandardisedFirst() {
    GaussianMixture density =
        mixture(new double[] {10}, new double[] {2}, new double[] {-LOG_ROOT_2PI}, 0, 1);
    assertThat(density.negativeLogDensity(new double[] {14})).isCloseTo(LOG_ROOT_2PI + 2, EXACT);
  }

  @Test
  void componentsAreAddedByTheirWeights() {
    double weighted = Math.log(0.5) - LOG_ROOT_2PI;
    GaussianMixture density =
        new GaussianMixture(
            new double[1],
            new double[] {1},
            new double[] {weighted, weighted},
            new double[] {-1, 1},
            new double[] {1, 1});
    // ½ φ(1) + ½ φ(1) = φ(1)
    assertThat(density.negativeLogDensity(new double[] {0})).isCloseTo(LOG_ROOT_2PI + 0.5, EXACT);
  }

  @Test
  void covarianceComesThroughTheWhitening() {
    // Σ = L·Lᵀ with L = [[2, 0], [1, 1]]; L⁻¹ = [[½, 0], [−½, 1]]; at (2, 2): (1, 1).
    GaussianMixture density =
        new GaussianMixture(
            new double[2],
            new double[] {1, 1},
            new double[] {0},
            new double[2],
            new double[] {0.5, 0, -0.5, 1});
    assertThat(density.negativeLogDensity(new double[] {2, 2})).isCloseTo(1, EXACT);
  }

  @Test
  void farAwayIsStrangeAndNotInfinite() {
    GaussianMixture density =
        mixture(new double[] {0}, new double[] {1}, new double[] {-LOG_ROOT_2PI}, 0, 1);
    assertThat(density.negativeLogDensity(new double[] {1e6})).isCloseTo(5e11, Offset.offset(2.0));
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                new GaussianMixture(
                    new double[2], new double[1], new double[1], new double[2], new double[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2, 1, 1, 2, 4 values");
  }

  @Test
  void scaleThatIsNotPositiveIsRefused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> mixture(new double[] {0}, new double[] {scale}, new double[] {0}, 0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("density: expected a positive scale");
    }
  }

  private static GaussianMixture mixture(
      double[] center, double[] scale, double[] logConstants, double mean, double whitening) {
    return new GaussianMixture(
        center, scale, logConstants, new double[] {mean}, new double[] {whitening});
  }
}
