package dev.surprisal.trainer.evaluate;

import dev.surprisal.data.ImageSource;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The evidence lower bound as the literature reports it: one latent point drawn from each image's
 * posterior, means over a set, in nats an image. The deterministic score, with z at the posterior's
 * mean, is lower by the noise's share of the reconstruction error.
 *
 * @param reconstructionNats mean −log p(x|z)
 * @param klNats mean KL divergence of the posterior from the prior
 */
public record SampledElbo(double reconstructionNats, double klNats) {
  private static final int BATCH = 256;

  /** Negative evidence lower bound. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }

  /**
   * @param seed of the draws; the same seed gives the same figure
   */
  public static SampledElbo of(Vae vae, ImageSource images, long seed) {
    int pixels = vae.shape().pixels();
    double[] sums = new double[2];
    float[] x = new float[pixels];
    LikelihoodRow likelihood = vae.likelihood().row(pixels);
    SplittableRandom random = new SplittableRandom(seed);
    try (Workspace workspace =
            Workspace.forNetworks(BATCH, Stream.of(vae.encoder(), vae.decoder()));
        ImageBatch batch = new ImageBatch(BATCH, pixels)) {
      VaePass pass = new VaePass(vae, workspace);
      for (int start = 0; start < images.size(); start += BATCH) {
        int end = Math.min(images.size(), start + BATCH);
        batch.load(IntStream.range(start, end).mapToObj(images::image).toList());
        float[] posterior = pass.encode(batch);
        for (int i = 0; i < batch.size(); i++) {
          sums[1] += pass.klNats(posterior, i);
        }
        replaceMeansByDraws(posterior, vae.latent(), batch.size(), random);
        pass.decodeMeans(
            posterior,
            batch.size(),
            (i, logits) -> {
              batch.row(i, x);
              likelihood.load(x, logits);
              sums[0] += likelihood.nats();
            });
      }
    }
    return new SampledElbo(sums[0] / images.size(), sums[1] / images.size());
  }

  private static void replaceMeansByDraws(
      float[] posterior, int latent, int n, SplittableRandom random) {
    for (int k = 0; k < n * latent; k++) {
      int at = k + k / latent * latent;
      double deviation = Math.exp(0.5 * posterior[at + latent]);
      posterior[at] += (float) (deviation * random.nextGaussian());
    }
  }
}
