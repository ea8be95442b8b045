package dev.surprisal.trainer.surprise;

import dev.surprisal.score.GaussianMixture;
import dev.surprisal.trainer.linear.Cholesky;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits a {@link GaussianMixture} by expectation–maximisation. Source: Dempster, Laird and Rubin
 * 1977; a ridge on each covariance keeps components from collapsing.
 */
final class MixtureFit {
  private static final int ITERATIONS = 40;
  private static final double RIDGE = 0.01;

  private final int n;
  private final int d;
  private final int k;
  private final double[] center;
  private final double[] scale;
  private final double[][] data;
  private final double[][] responsibilities;

  private MixtureFit(List<double[]> vectors, int components) {
    this.n = vectors.size();
    this.d = vectors.get(0).length;
    this.k = components;
    this.center = new double[d];
    this.scale = new double[d];
    this.data = standardised(vectors);
    this.responsibilities = new double[n][k];
  }

  /**
   * Fits to vectors of one length.
   *
   * @param components of the mixture, at least 1
   * @param seed of the first assignment
   */
  static GaussianMixture fit(List<double[]> vectors, int components, long seed) {
    MixtureFit fit = new MixtureFit(vectors, components);
    fit.assignToNearestOfRandom(new SplittableRandom(seed));
    GaussianMixture mixture = fit.maximise();
    for (int i = 0; i < ITERATIONS; i++) {
      fit.expect(mixture);
      mixture = fit.maximise();
    }
    return fit.onOriginalScale(mixture);
  }

  private double[][] standardised(List<double[]> vectors) {
    double[][] copy = vectors.stream().map(double[]::clone).toArray(double[][]::new);
    for (int j = 0; j < d; j++) {
      int column = j;
      center[j] = Arrays.stream(copy).mapToDouble(v -> v[column]).average().orElseThrow();
      double variance =
          Arrays.stream(copy)
              .mapToDouble(v -> (v[column] - center[column]) * (v[column] - center[column]))
              .average()
              .orElseThrow();
      // A statistic that never varies, like the brightest pixel of saturated images, stays finite.
      scale[j] = Math.max(Math.sqrt(variance), 1e-3);
      for (double[] v : copy) {
        v[j] = (v[j] - center[j]) / scale[j];
      }
    }
    return copy;
  }

  private void assignToNearestOfRandom(SplittableRandom random) {
    double[][] seeds = new double[k][];
    Arrays.setAll(seeds, c -> data[random.nextInt(n)]);
    for (int i = 0; i < n; i++) {
      int nearest = 0;
      for (int c = 1; c < k; c++) {
        if (squaredDistance(data[i], seeds[c]) < squaredDistance(data[i], seeds[nearest])) {
          nearest = c;
        }
      }
      responsibilities[i][nearest] = 1;
    }
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return sum;
  }

  private void expect(GaussianMixture mixture) {
    for (int i = 0; i < n; i++) {
      double[] logs = mixture.logTerms(data[i]);
      double max = Arrays.stream(logs).max().orElseThrow();
      double sum = 0;
      for (int c = 0; c < k; c++) {
        responsibilities[i][c] = Math.exp(logs[c] - max);
        sum += responsibilities[i][c];
      }
      for (int c = 0; c < k; c++) {
        responsibilities[i][c] /= sum;
      }
    }
  }

  private GaussianMixture maximise() {
    double[] logConstants = new double[k];
    double[] means = new double[k * d];
    double[] whitenings = new double[k * d * d];
    for (int c = 0; c < k; c++) {
      double weight = 1e-9;
      double[] mean = new double[d];
      for (int i = 0; i < n; i++) {
        weight += responsibilities[i][c];
        for (int j = 0; j < d; j++) {
          mean[j] += responsibilities[i][c] * data[i][j];
        }
      }
      for (int j = 0; j < d; j++) {
        mean[j] /= weight;
        means[c * d + j] = mean[j];
      }
      double[][] whitening = Cholesky.inverseFactor(covariance(c, weight, mean));
      double logDeterminant = 0;
      for (int a = 0; a < d; a++) {
        logDeterminant -= 2 * Math.log(whitening[a][a]);
        System.arraycopy(whitening[a], 0, whitenings, (c * d + a) * d, d);
      }
      logConstants[c] = Math.log(weight / n) - (d * Math.log(2 * Math.PI) + logDeterminant) / 2;
    }
    double[] none = new double[d];
    double[] one = new double[d];
    Arrays.fill(one, 1);
    return new GaussianMixture(none, one, logConstants, means, whitenings);
  }

  private double[][] covariance(int component, double weight, double[] mean) {
    double[][] covariance = new double[d][d];
    for (int i = 0; i < n; i++) {
      double r = responsibilities[i][component];
      for (int a = 0; a < d; a++) {
        double da = r * (data[i][a] - mean[a]);
        for (int b = 0; b <= a; b++) {
          covariance[a][b] += da * (data[i][b] - mean[b]);
        }
      }
    }
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        covariance[a][b] /= weight;
      }
      covariance[a][a] += RIDGE;
    }
    return covariance;
  }

  private GaussianMixture onOriginalScale(GaussianMixture mixture) {
    return new GaussianMixture(
        center, scale, mixture.logConstants(), mixture.means(), mixture.whitenings());
  }
}
