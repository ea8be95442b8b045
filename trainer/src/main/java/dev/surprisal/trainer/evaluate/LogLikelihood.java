package dev.surprisal.trainer.evaluate;

import dev.surprisal.data.ImageSource;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.ImportanceSampling;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Mean log-likelihood of a set of images by {@link ImportanceSampling}. Burda, Grosse and
 * Salakhutdinov 2016 (arXiv:1509.00519), section 5, take 5,000 draws for log p(x).
 */
public final class LogLikelihood {
  private static final int BATCH = 250;

  private LogLikelihood() {}

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
      ImportanceSampling sampling = new ImportanceSampling(vae, workspace, draws);
      SplittableRandom noise = new SplittableRandom(seed);
      float[] x = new float[vae.shape().pixels()];
      for (int i = 0; i < images.size(); i++) {
        batch.load(List.of(images.image(i)));
        batch.row(0, x);
        sum += sampling.logLikelihood(x, pass.encode(batch), 0, noise);
      }
    }
    return sum / images.size();
  }
}
