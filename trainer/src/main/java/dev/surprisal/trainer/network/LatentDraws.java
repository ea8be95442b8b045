package dev.surprisal.trainer.network;

import dev.surprisal.vae.VaePass;

/**
 * Latent points drawn from posteriors, {@code z = μ + e^(½ log σ²)·ε}, and the backward pass
 * through them. Source: Kingma and Welling 2013, section 2.4 (arXiv:1312.6114).
 */
final class LatentDraws {
  private final float[] posterior;
  private final int latent;
  private final int samples;
  private final float[] noise;
  private final float[] deviations;
  private final float[] points;

  /**
   * @param posterior {@code [images, 2·latent]}: means, then log-variances
   * @param samples points an image
   * @param noise ε, {@code [images·samples, latent]}, each image's after one another
   */
  LatentDraws(float[] posterior, int latent, int samples, float[] noise) {
    this.posterior = posterior;
    this.latent = latent;
    this.samples = samples;
    this.noise = noise;
    this.deviations = new float[posterior.length / 2];
    this.points = new float[noise.length];
    for (int image = 0; image < images(); image++) {
      int logVariance = image * 2 * latent + latent;
      for (int j = 0; j < latent; j++) {
        deviations[image * latent + j] = (float) Math.exp(0.5 * posterior[logVariance + j]);
      }
    }
    for (int row = 0; row < images() * samples; row++) {
      int image = row / samples;
      for (int j = 0; j < latent; j++) {
        int at = row * latent + j;
        points[at] = posterior[image * 2 * latent + j] + deviations[image * latent + j] * noise[at];
      }
    }
  }

  int images() {
    return posterior.length / (2 * latent);
  }

  /** {@code [images·samples, latent]}; not a copy. */
  float[] points() {
    return points;
  }

  /** KL divergence of the posteriors from the prior, in nats, summed over the images. */
  double klNats() {
    double sum = 0;
    for (int image = 0; image < images(); image++) {
      sum += VaePass.klNats(posterior, latent, image);
    }
    return sum;
  }

  /** Each draw's log p(z) − log q(z|x) = ½ Σ ε² + ln σ² − z², in nats. */
  double[] logRatios() {
    double[] ratios = new double[images() * samples];
    for (int row = 0; row < ratios.length; row++) {
      int logVariance = row / samples * 2 * latent + latent;
      double twice = 0;
      for (int j = 0; j < latent; j++) {
        float epsilon = noise[row * latent + j];
        float point = points[row * latent + j];
        twice += epsilon * epsilon + posterior[logVariance + j] - point * point;
      }
      ratios[row] = twice / 2;
    }
    return ratios;
  }

  /** Backpropagates dL/dz to the posterior's mean and log-variance, through the points alone. */
  float[] towardsPosterior(float[] towardsPoints) {
    float[] gradient = new float[posterior.length];
    for (int row = 0; row < images() * samples; row++) {
      int image = row / samples;
      for (int j = 0; j < latent; j++) {
        int at = image * 2 * latent + j;
        float towards = towardsPoints[row * latent + j];
        float deviation = deviations[image * latent + j];
        gradient[at] += towards;
        gradient[at + latent] += 0.5f * towards * noise[row * latent + j] * deviation;
      }
    }
    return gradient;
  }

  /**
   * Adds the gradient of −log p(z).
   *
   * @param rowWeights of each draw
   */
  void addPrior(float[] towardsPoints, float[] rowWeights, float weight) {
    for (int row = 0; row < rowWeights.length; row++) {
      float share = weight * rowWeights[row];
      for (int at = row * latent; at < (row + 1) * latent; at++) {
        towardsPoints[at] += share * points[at];
      }
    }
  }

  /** Adds the gradient of the KL divergence. Source: Kingma and Welling 2013, appendix B. */
  void addKl(float[] gradient, float weight) {
    for (int image = 0; image < images(); image++) {
      int at = image * 2 * latent;
      for (int j = at; j < at + latent; j++) {
        gradient[j] += weight * posterior[j];
        gradient[j + latent] += weight * 0.5f * (float) (Math.exp(posterior[j + latent]) - 1);
      }
    }
  }

  /** Adds the gradient of −ln σ, for draws whose weights sum to one over each image. */
  void addEntropy(float[] gradient, float weight) {
    for (int image = 0; image < images(); image++) {
      int at = image * 2 * latent + latent;
      for (int j = at; j < at + latent; j++) {
        gradient[j] -= 0.5f * weight;
      }
    }
  }
}
