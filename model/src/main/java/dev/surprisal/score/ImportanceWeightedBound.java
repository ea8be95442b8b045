package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The importance-weighted bound, log mean over K draws of p(x, z)/q(z|x), z ~ q(z|x). The noise is
 * seeded by the image's bytes, so that the same image has the same bound wherever it is computed.
 * Source: Burda, Grosse and Salakhutdinov 2016, equation 8 (arXiv:1509.00519). One per thread.
 */
final class ImportanceWeightedBound {
  /** Draws an image. */
  static final int DRAWS = 16;

  private final int latent;
  private final NetworkPass decoder;
  private final LikelihoodRow likelihood;
  private final float[] draws;
  private final double[] logWeights;
  private final float[] x;

  ImportanceWeightedBound(Vae vae, Workspace workspace) {
    this.latent = vae.latent();
    this.decoder = new NetworkPass(vae.decoder(), workspace);
    this.likelihood = vae.likelihood().row(vae.shape().pixels());
    this.draws = new float[DRAWS * latent];
    this.logWeights = new double[DRAWS];
    this.x = new float[vae.shape().pixels()];
  }

  /** Adds the bound to each image's scores. */
  void complete(List<GrayImage> images, float[] posterior, List<Scores> scores) {
    for (int i = 0; i < images.size(); i++) {
      scores.set(i, scores.get(i).withIwae(negativeBound(images.get(i), posterior, i)));
    }
  }

  private double negativeBound(GrayImage image, float[] posterior, int index) {
    image.toUnit(x, 0);
    draw(new SplittableRandom(image.hashCode()), posterior, index * 2 * latent);
    decoder.run(
        draws,
        latent,
        DRAWS,
        (k, logits) -> {
          likelihood.load(x, logits);
          logWeights[k] -= likelihood.nats();
        });
    double max = Arrays.stream(logWeights).max().orElseThrow();
    double sum = Arrays.stream(logWeights).map(log -> Math.exp(log - max)).sum();
    return -max - Math.log(sum / DRAWS);
  }

  /**
   * Draws z = μ + σε and begins each log weight with log p(z) − log q(z|x) = ½ Σ ε² + ln σ² − z².
   */
  private void draw(RandomGenerator noise, float[] posterior, int offset) {
    for (int k = 0; k < DRAWS; k++) {
      double logWeight = 0;
      for (int j = 0; j < latent; j++) {
        double logVariance = posterior[offset + latent + j];
        double epsilon = noise.nextGaussian();
        double z = posterior[offset + j] + Math.exp(logVariance / 2) * epsilon;
        draws[k * latent + j] = (float) z;
        logWeight += (epsilon * epsilon + logVariance - z * z) / 2;
      }
      logWeights[k] = logWeight;
    }
  }
}
