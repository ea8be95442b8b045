package dev.surprisal.trainer.picture;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.vae.Vae;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws what a model has learnt. */
public final class ModelPictures {
  private static final int SIDE = 8;
  private static final int PAIRS = 10;
  private static final int MANIFOLD = 20;
  private static final int STEPS = 12;
  private static final int FILLING_STEPS = 30;
  private static final int POINTS = 5000;

  private ModelPictures() {}

  /** 8×8 images from latent points drawn from the prior. */
  public static BufferedImage samples(Vae vae, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> points = new ArrayList<>();
    for (int i = 0; i < SIDE * SIDE; i++) {
      float[] z = new float[vae.latent()];
      for (int k = 0; k < z.length; k++) {
        z[k] = (float) random.nextGaussian();
      }
      points.add(z);
    }
    try (LatentCodec eye = new LatentCodec(vae)) {
      return Tiles.of(eye.images(points), SIDE);
    }
  }

  /** Images, each above its reconstruction at the posterior's mean. */
  public static BufferedImage reconstructions(Vae vae, ImageSource images, long seed) {
    List<GrayImage> originals = some(images, 2 * PAIRS, seed);
    try (LatentCodec eye = new LatentCodec(vae)) {
      List<GrayImage> rebuilt = eye.images(eye.means(originals));
      List<GrayImage> tiles = new ArrayList<>();
      for (int row = 0; row < originals.size(); row += PAIRS) {
        int end = Math.min(originals.size(), row + PAIRS);
        tiles.addAll(originals.subList(row, end));
        tiles.addAll(rebuilt.subList(row, end));
      }
      return Tiles.of(tiles, Math.min(PAIRS, originals.size()));
    }
  }

  /**
   * The plane of a two-dimensional latent space, 20×20 points at the normal distribution's
   * quantiles, so that each represents an equal share of the prior.
   *
   * @throws BadInputException if the latent space is not two-dimensional
   */
  public static BufferedImage manifold(Vae vae) {
    if (vae.latent() != 2) {
      throw new BadInputException(
          "manifold: expected a model with 2 latent dimensions, got %d; train one with --latent 2"
              .formatted(vae.latent()));
    }
    List<float[]> points = new ArrayList<>();
    for (int row = 0; row < MANIFOLD; row++) {
      for (int column = 0; column < MANIFOLD; column++) {
        double y = StandardNormal.quantile((MANIFOLD - row - 0.5) / MANIFOLD);
        double x = StandardNormal.quantile((column + 0.5) / MANIFOLD);
        points.add(new float[] {(float) x, (float) y});
      }
    }
    try (LatentCodec eye = new LatentCodec(vae)) {
      return Tiles.of(eye.images(points), MANIFOLD);
    }
  }

  /** Straight lines through the latent space, each from one image to another. */
  public static BufferedImage interpolation(Vae vae, ImageSource images, long seed) {
    try (LatentCodec eye = new LatentCodec(vae)) {
      List<GrayImage> ends = some(images, SIDE, seed);
      List<float[]> means = eye.means(ends);
      List<float[]> points = new ArrayList<>();
      for (int pair = 0; pair + 1 < means.size(); pair += 2) {
        for (int step = 0; step < STEPS; step++) {
          float share = (float) step / (STEPS - 1);
          points.add(between(means.get(pair), means.get(pair + 1), share));
        }
      }
      return Tiles.of(eye.images(points), STEPS);
    }
  }

  /**
   * Images, the same with their lower half missing, and that half filled in by reconstructing again
   * and again. Source: Rezende, Mohamed and Wierstra 2014, appendix F (arXiv:1401.4082).
   */
  public static BufferedImage impute(Vae vae, ImageSource images, long seed) {
    List<GrayImage> originals = some(images, PAIRS, seed);
    List<GrayImage> masked =
        originals.stream().map(image -> lower(image, Optional.empty())).toList();
    List<GrayImage> filled = masked;
    try (LatentCodec eye = new LatentCodec(vae)) {
      for (int step = 0; step < FILLING_STEPS; step++) {
        List<GrayImage> rebuilt = eye.images(eye.means(filled));
        List<GrayImage> next = new ArrayList<>();
        for (int i = 0; i < rebuilt.size(); i++) {
          next.add(lower(originals.get(i), Optional.of(rebuilt.get(i))));
        }
        filled = next;
      }
    }
    List<GrayImage> tiles = new ArrayList<>(originals);
    tiles.addAll(masked);
    tiles.addAll(filled);
    return Tiles.of(tiles, originals.size());
  }

  /**
   * Each image's latent mean as a dot; of more than two dimensions, the two principal ones.
   *
   * @param labels one an image, 0 to 9, for the colours; may be none
   */
  public static BufferedImage latent(Vae vae, ImageSource images, Optional<int[]> labels) {
    int n = Math.min(POINTS, images.size());
    List<GrayImage> shown = IntStream.range(0, n).mapToObj(images::image).toList();
    try (LatentCodec eye = new LatentCodec(vae)) {
      return Scatter.of(Principal.plane(eye.means(shown)), labels);
    }
  }

  /** The image with its lower half from another one, or black. */
  private static GrayImage lower(GrayImage image, Optional<GrayImage> other) {
    byte[] pixels = image.toBytes();
    byte[] below = other.map(GrayImage::toBytes).orElse(new byte[pixels.length]);
    int from = image.shape().height() / 2 * image.shape().width();
    System.arraycopy(below, from, pixels, from, pixels.length - from);
    return GrayImage.of(image.shape(), pixels);
  }

  private static float[] between(float[] a, float[] b, float share) {
    float[] point = new float[a.length];
    for (int k = 0; k < a.length; k++) {
      point[k] = a[k] + share * (b[k] - a[k]);
    }
    return point;
  }

  private static List<GrayImage> some(ImageSource images, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.generate(() -> random.nextInt(images.size()))
        .limit(count)
        .mapToObj(images::image)
        .toList();
  }
}
