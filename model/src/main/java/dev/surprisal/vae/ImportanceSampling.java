package dev.surprisal.vae;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Estimates log p(x) by importance sampling from the posterior: the logarithm of the mean of p(x,
 * z)/q(z|x) over K draws z ~ q(z|x). Its expectation is a lower bound that increases with K.
 * Source: Burda, Grosse and Salakhutdinov 2016, equation 8 (arXiv:1509.00519). One per thread, like
 * its workspace.
 */
public final class ImportanceSampling {
  private final int latent;
  private final NetworkPass decoder;
  private final LikelihoodRow likelihood;
  private final int batch;
  private final float[] points;
  private final double[] logWeights;

  /**
   * @param draws K, at least 1
   */
  public ImportanceSampling(Vae vae, Workspace workspace, int draws) {
    this.latent = vae.latent();
    this.decoder = new NetworkPass(vae.decoder(), workspace);
    this.likelihood = vae.likelihood().row(vae.shape().pixels());
    this.batch = Math.min(draws, workspace.capacity());
    this.points = new float[batch * latent];
    this.logWeights = new double[draws];
  }

  /**
   * One image's estimate, in nats; higher = more normal.
   *
   * @param x {@code [pixels]}, in [0, 1]
   * @param posterior {@code [n, 2·latent]}, as {@link VaePass#encode} returns it
   * @param index the image's row in {@code posterior}
   * @param noise source of the draws
   */
  public double logLikelihood(float[] x, float[] posterior, int index, RandomGenerator noise) {
    for (int start = 0; start < logWeights.length; start += batch) {
      int n = Math.min(batch, logWeights.length - start);
      int from = start;
      draw(posterior, index * 2 * latent, start, n, noise);
      decoder.run(
          points,
          latent,
          n,
          (k, outputs) -> {
            likelihood.load(x, outputs);
            logWeights[from + k] -= likelihood.nats();
          });
    }
    double max = Arrays.stream(logWeights).max().orElseThrow();
    double sum = Arrays.stream(logWeights).map(log -> Math.exp(log - max)).sum();
    return max + Math.log(sum / logWeights.length);
  }

  /**
   * Draws z = μ + σε, and sets each log weight to log p(z) − log q(z|x) = ½ Σ (ε² + ln σ² − z²).
   */
  private void draw(float[] posterior, int offset, int start, int n, RandomGenerator noise) {
    for (int k = 0; k < n; k++) {
      double logWeight = 0;
      for (int j = 0; j < latent; j++) {
        double logVariance = posterior[offset + latent + j];
        double epsilon = noise.nextGaussian();
        double z = posterior[offset + j] + Math.exp(logVariance / 2) * epsilon;
        points[k * latent + j] = (float) z;
        logWeight += (epsilon * epsilon + logVariance - z * z) / 2;
      }
      logWeights[start + k] = logWeight;
    }
  }
}
