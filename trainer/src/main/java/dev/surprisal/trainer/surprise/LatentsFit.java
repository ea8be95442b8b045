package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.trainer.linear.KMeans;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the {@link CleanLatents} of a model: clusters of the posterior means of clean images. */
final class LatentsFit {
  private static final int LARGEST_SAMPLE = 20_000;
  private static final int MOST_CENTRES = 1024;

  /** So many images for each centre. */
  private static final int IMAGES_A_CENTRE = 20;

  private static final int CHUNK = 64;

  private LatentsFit() {}

  static CleanLatents of(Vae vae, ImageSource images, long seed) {
    int n = Math.min(images.size(), LARGEST_SAMPLE);
    int centres = Math.max(1, Math.min(MOST_CENTRES, n / IMAGES_A_CENTRE));
    int[] order = new SplittableRandom(seed).ints(0, images.size()).distinct().limit(n).toArray();
    float[] means = means(vae, images, order);
    return new CleanLatents(vae.latent(), KMeans.centres(means, vae.latent(), centres));
  }

  /** {@code [order.length, latent]}. */
  private static float[] means(Vae vae, ImageSource images, int[] order) {
    int latent = vae.latent();
    float[] means = new float[order.length * latent];
    Stream<List<Layer>> networks = Stream.of(vae.encoder(), vae.decoder());
    try (ImageBatch batch = new ImageBatch(CHUNK, images.shape().pixels());
        Workspace workspace = Workspace.forNetworks(CHUNK, networks)) {
      VaePass pass = new VaePass(vae, workspace);
      for (int start = 0; start < order.length; start += CHUNK) {
        int end = Math.min(order.length, start + CHUNK);
        List<GrayImage> some =
            IntStream.range(start, end).mapToObj(i -> images.image(order[i])).toList();
        batch.load(some);
        float[] posterior = pass.encode(batch);
        for (int i = 0; i < some.size(); i++) {
          System.arraycopy(posterior, 2 * latent * i, means, (start + i) * latent, latent);
        }
      }
    }
    return means;
  }
}
