package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.trainer.linear.KMeans;
import dev.surprisal.trainer.picture.LatentCodec;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Finds the {@link CleanLatents} of a model: clusters of the posterior means of clean images. */
final class LatentsFit {
  private static final int LARGEST_SAMPLE = 20_000;
  private static final int MOST_CENTRES = 1024;

  /** So many images for each centre. */
  private static final int IMAGES_A_CENTRE = 20;

  /** Images in memory at a time. */
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
    float[] means = new float[order.length * vae.latent()];
    try (LatentCodec codec = new LatentCodec(vae)) {
      for (int start = 0; start < order.length; start += CHUNK) {
        List<GrayImage> some =
            IntStream.range(start, Math.min(order.length, start + CHUNK))
                .mapToObj(i -> images.image(order[i]))
                .toList();
        int at = start * vae.latent();
        for (float[] mean : codec.means(some)) {
          System.arraycopy(mean, 0, means, at, mean.length);
          at += mean.length;
        }
      }
    }
    return means;
  }
}
