package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;

/**
 * The {@link Likelihood.Gaussian} of one image: −log p(x|l) = Σ (x − p)² / 2σ² + ½ ln 2πσ² + ln
 * 255. Keeps scratch arrays; one per thread.
 *
 * <p>The last term turns the density into the probability of the pixel's byte: the density times
 * 1/255, the width of one grey value. It is the same for all images of a size, and keeps the result
 * above 0, as the negative log-probability of a discrete image has to be. Source: Theis, van den
 * Oord and Bethge 2016, section 3.1 (arXiv:1511.01844).
 */
final class GaussianRow implements LikelihoodRow {
  /** Computes the means and the squared errors. */
  private final BernoulliRow logistic;

  private final double weight;
  private final double constant;
  private float[] means;
  private double squaredError;

  GaussianRow(int pixels, double variance) {
    this.means = new float[pixels];
    this.logistic = new BernoulliRow(pixels);
    this.weight = 1 / (2 * variance);
    this.constant = pixels * (Math.log(2 * Math.PI * variance) / 2 + Math.log(255));
  }

  @Override
  public void load(float[] x, float[] outputs) {
    logistic.load(x, outputs);
    means = logistic.means(outputs);
    squaredError = logistic.squaredError(x);
  }

  @Override
  public double nats() {
    return weight * squaredError + constant;
  }

  @Override
  public double leastNats(GrayImage image) {
    return constant;
  }

  @Override
  public float[] means(float[] outputs) {
    return means;
  }

  @Override
  public double squaredError(float[] x) {
    return squaredError;
  }

  @Override
  public void gradient(float[] x, float[] gradient) {
    float precision = (float) (2 * weight);
    float[] p = means;
    for (int i = 0; i < p.length; i++) {
      gradient[i] = precision * (p[i] - x[i]) * (p[i] * (1f - p[i]));
    }
  }
}
