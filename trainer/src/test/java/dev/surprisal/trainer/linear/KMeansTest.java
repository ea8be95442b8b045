package dev.surprisal.trainer.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KMeansTest {
  /** Triples around (0, 0), (10, 0) and (0, 10), one of each in turn. */
  @Test
  void centresAreTheMeansOfWellSeparatedClusters() {
    float[] points = {0, 1, 10, 1, 1, 10, 1, 0, 11, 0, 0, 11, 0, -1, 9, 0, -1, 9};

    float[] centres = KMeans.centres(points, 2, 3);

    assertThat(centres).containsExactly(new float[] {1 / 3f, 0, 10, 1 / 3f, 0, 10}, within(1e-6f));
  }

  @Test
  void oneCentreIsTheMean() {
    assertThat(KMeans.centres(new float[] {0, 0, 3, 6}, 2, 1))
        .containsExactly(new float[] {1.5f, 3}, within(1e-6f));
  }

  @Test
  void asManyCentresAsPointsAreThePoints() {
    float[] points = {3, 1, 4, 1, 5, 9};

    assertThat(KMeans.centres(points, 3, 2)).containsExactly(points, within(1e-6f));
  }

  /**
   * No round of Lloyd's algorithm makes it larger; of ours, fifteen make it a good deal smaller.
   */
  @Test
  void squaredDistancesToTheNearestCentreShrink() {
    Random random = new Random(1);
    float[] points = new float[2500 * 4];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) random.nextGaussian();
    }

    double before = squares(points, Arrays.copyOf(points, 50 * 4));
    double after = squares(points, KMeans.centres(points, 4, 50));

    assertThat(after).isLessThan(0.8 * before);
  }

  private static double squares(float[] points, float[] centres) {
    double sum = 0;
    for (int i = 0; i < points.length; i += 4) {
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < centres.length; c += 4) {
        double square = 0;
        for (int k = 0; k < 4; k++) {
          square += Math.pow(points[i + k] - centres[c + k], 2);
        }
        least = Math.min(least, square);
      }
      sum += least;
    }
    return sum;
  }
}
