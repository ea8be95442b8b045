package dev.surprisal.trainer.evaluate;

import dev.surprisal.data.ImageSource;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * An estimate of log p(x) by importance sampling from the posterior: log of the mean over many
 * draws of p(x, z)/q(z|x), which comes from below as the draws grow in number. Source: Burda,
 * Grosse and Salakhutdinov 2016, section 5 (arXiv:1509.00519), who take 5,000 draws.
 */
public final class LogLikelihood {
  private static final int BATCH = 250;

  private final Vae vae;
  private final NetworkPass decoder;
  private final LikelihoodRow likelihood;
  private final SplittableRandom random;
  private final float[] x;
  private final float[] z;
  private final double[] logWeights;

  private LogLikelihood(Vae vae, Workspace workspace, int draws, long seed) {
    this.vae = vae;
    this.decoder = new NetworkPass(vae.decoder(), workspace);
    this.likelihood = vae.likelihood().row(vae.shape().pixels());
    this.random = new SplittableRandom(seed);
    this.x = new float[vae.shape().pixels()];
    this.z = new float[BATCH * vae.latent()];
    this.logWeights = new double[draws];
  }

  /**
   * Mean over the images, in nats; higher = more normal.
   *
   * @param draws for each image, at least 1
   */
  public static double mean(Vae vae, ImageSource images, int draws, long seed) {
    double sum = 0;
    try (Workspace workspace =
            Workspace.forNetworks(BATCH, Stream.of(vae.encoder(), vae.decoder()));
        ImageBatch batch = new ImageBatch(1, vae.shape().pixels())) {
      VaePass pass = new VaePass(vae, workspace);
      LogLikelihood estimate = new LogLikelihood(vae, workspace, draws, seed);
      for (int i = 0; i < images.size(); i++) {
        batch.load(List.of(images.image(i)));
        batch.row(0, estimate.x);
        sum += estimate.of(pass.encode(batch).clone());
      }
    }
    return sum / images.size();
  }

  private double of(float[] posterior) {
    for (int start = 0; start < logWeights.length; start += BATCH) {
      int n = Math.min(BATCH, logWeights.length - start);
      int from = start;
      draw(posterior, start, n);
      decoder.run(
          z,
          vae.latent(),
          n,
          (k, logits) -> {
            likelihood.load(x, logits);
            logWeights[from + k] -= likelihood.nats();
          });
    }
    double max = Double.NEGATIVE_INFINITY;
    for (double log : logWeights) {
      max = Math.max(max, log);
    }
    double sum = 0;
    for (double log : logWeights) {
      sum += Math.exp(log - max);
    }
    return max + Math.log(sum / logWeights.length);
  }

  /** Draws z, and begins each log weight with log p(z) − log q(z|x) = ½ Σ ε² + ln σ² − z². */
  private void draw(float[] posterior, int start, int n) {
    int latent = vae.latent();
    for (int k = 0; k < n; k++) {
      double logWeight = 0;
      for (int j = 0; j < latent; j++) {
        double logVariance = posterior[latent + j];
        double epsilon = random.nextGaussian();
        double value = posterior[j] + Math.exp(logVariance / 2) * epsilon;
        z[k * latent + j] = (float) value;
        logWeight += (epsilon * epsilon + logVariance - value * value) / 2;
      }
      logWeights[start + k] = logWeight;
    }
  }
}
