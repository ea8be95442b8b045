package dev.surprisal.score;

/**
 * A probability density over vectors of d numbers: a mixture of K Gaussians with full covariances,
 * over the standardised vector. Immutable; fitted by the trainer.
 */
public final class GaussianMixture {
  private final double[] center;
  private final double[] scale;
  private final double[] logConstants;
  private final double[] means;
  private final double[] whitenings;

  /**
   * Copies its arguments. A vector v is standardised to (v − center) / scale.
   *
   * @param center {@code [d]}
   * @param scale {@code [d]}, all positive
   * @param logConstants {@code [K]}, ln weight − ½ ln det(2πΣ)
   * @param means {@code [K, d]}, row-major
   * @param whitenings {@code [K, d, d]}, row-major: the inverse of Σ's Cholesky factor, lower
   *     triangular
   * @throws IllegalArgumentException if a length does not fit, or a scale is not positive
   */
  public GaussianMixture(
      double[] center, double[] scale, double[] logConstants, double[] means, double[] whitenings) {
    int d = center.length;
    int k = logConstants.length;
    if (scale.length != d || means.length != k * d || whitenings.length != k * d * d || k == 0) {
      throw new IllegalArgumentException(
          "density: expected [d], [d], [k], [k, d], [k, d, d], got %d, %d, %d, %d, %d values"
              .formatted(d, scale.length, k, means.length, whitenings.length));
    }
    for (double one : scale) {
      if (!(one > 0) || Double.isInfinite(one)) {
        throw new IllegalArgumentException("density: expected a positive scale, got " + one);
      }
    }
    this.center = center.clone();
    this.scale = scale.clone();
    this.logConstants = logConstants.clone();
    this.means = means.clone();
    this.whitenings = whitenings.clone();
  }

  /** The length d of the vectors. */
  public int dimensions() {
    return center.length;
  }

  /** A copy, {@code [d]}. */
  public double[] center() {
    return center.clone();
  }

  /** A copy, {@code [d]}. */
  public double[] scale() {
    return scale.clone();
  }

  /** A copy, {@code [K]}. */
  public double[] logConstants() {
    return logConstants.clone();
  }

  /** A copy, {@code [K, d]}. */
  public double[] means() {
    return means.clone();
  }

  /** A copy, {@code [K, d, d]}. */
  public double[] whitenings() {
    return whitenings.clone();
  }

  /**
   * The negative logarithm of the density, in nats; higher = stranger.
   *
   * @param vector {@code [d]}, not standardised
   */
  public double negativeLogDensity(double[] vector) {
    double[] logs = logTerms(vector);
    double max = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      max = Math.max(max, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - max);
    }
    return -max - Math.log(sum);
  }

  /**
   * The logarithm of each component's weighted density, {@code [K]}, in nats; their exponentials
   * add up to the density.
   *
   * @param vector {@code [d]}, not standardised
   */
  public double[] logTerms(double[] vector) {
    int d = center.length;
    double[] y = new double[d];
    for (int i = 0; i < d; i++) {
      y[i] = (vector[i] - center[i]) / scale[i];
    }
    double[] logs = new double[logConstants.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = logConstants[k] - squaredDistance(y, k) / 2;
    }
    return logs;
  }

  private double squaredDistance(double[] y, int component) {
    int d = y.length;
    double sum = 0;
    for (int i = 0; i < d; i++) {
      double white = 0;
      for (int j = 0; j <= i; j++) {
        white += whitenings[(component * d + i) * d + j] * (y[j] - means[component * d + j]);
      }
      sum += white * white;
    }
    return sum;
  }
}
