package dev.surprisal.trainer.distort;

import dev.surprisal.image.ImageShape;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes strange images from clean ones: rotated, sheared, scaled and warped; two overlaid, halves
 * of two, one half erased; dimmed, blurred, noisy. The background model and the discriminator learn
 * them as "not clean". Results that still look clean would harm both, and are avoided.
 */
public final class SyntheticAnomalies {
  private final Supplier<FloatImage> clean;
  private final Invariance invariance;
  private final RandomGenerator random;

  /**
   * @param clean draws a clean picture
   * @param invariance which changes leave it clean
   */
  public SyntheticAnomalies(
      Supplier<FloatImage> clean, Invariance invariance, RandomGenerator random) {
    this.clean = clean;
    this.invariance = invariance;
    this.random = random;
  }

  public FloatImage next() {
    return degraded(composed());
  }

  private FloatImage composed() {
    double kind = random.nextDouble();
    if (kind < 0.2) {
      return distorted().max(distorted());
    }
    if (kind < 0.4) {
      FloatImage first = distorted();
      FloatImage second = distorted();
      boolean vertical = random.nextBoolean();
      return first.map((r, c, v) -> inFirstHalf(first, r, c, vertical) ? v : second.value(r, c));
    }
    if (kind < 0.55) {
      FloatImage whole = distorted();
      boolean vertical = random.nextBoolean();
      boolean first = random.nextBoolean();
      return whole.map((r, c, v) -> inFirstHalf(whole, r, c, vertical) == first ? v : 0);
    }
    return distorted(true);
  }

  private static boolean inFirstHalf(FloatImage picture, int row, int column, boolean vertical) {
    ImageShape shape = picture.shape();
    return vertical ? 2 * row < shape.height() : 2 * column < shape.width();
  }

  private FloatImage distorted() {
    return distorted(false);
  }

  /** An image that is not composed with another must be distorted, or it would stay clean. */
  private FloatImage distorted(boolean alone) {
    FloatImage picture = clean.get();
    boolean elastic = random.nextDouble() < 0.5;
    boolean affine = random.nextDouble() < 0.8 || (alone && !elastic);
    CoordinateMap origin = affine ? affine(picture) : Affine.rotation(picture.shape(), 0);
    if (elastic) {
      double sigma = random.nextDouble(1, 3) * picture.unit();
      origin = new Elastic(picture.shape(), random.nextInt(4, 8), sigma, random, origin);
    }
    return affine || elastic ? picture.warp(origin) : picture;
  }

  private Affine affine(FloatImage picture) {
    boolean mirrored = random.nextDouble() < 0.3;
    double mirror = mirrored ? -1 : 1;
    if (random.nextDouble() < 0.4) {
      double clean = mirrored ? invariance.mirroredTurn() : 0;
      double degrees = clean + random.nextDouble(20, invariance.period() - 20);
      return Affine.of(picture.shape(), degrees, 1, mirror, 0, 0, 0);
    }
    double scale = random.nextDouble(0.45, 1.4);
    double aspect = Math.exp(random.nextDouble(-0.4, 0.4));
    double shift = 6 * picture.unit();
    return Affine.of(
        picture.shape(),
        random.nextDouble(-180, 180),
        scale * aspect,
        mirror * scale / aspect,
        random.nextDouble(-0.8, 0.8),
        random.nextDouble(-shift, shift),
        random.nextDouble(-shift, shift));
  }

  private FloatImage degraded(FloatImage picture) {
    FloatImage p = picture;
    if (random.nextDouble() < 0.15) {
      p = p.blurred(random.nextInt(1, 5));
    }
    if (random.nextDouble() < 0.2) {
      p = p.gain(random.nextDouble(0.1, 0.9));
    }
    if (random.nextDouble() < 0.1) {
      double offset = random.nextDouble(0.02, 0.5);
      p = p.map((r, c, v) -> offset + (1 - offset) * v);
    }
    if (random.nextDouble() < 0.2) {
      p = p.noisy(random.nextDouble(0.02, 0.3), random);
    }
    if (random.nextDouble() < 0.15) {
      p = p.speckled(random.nextDouble(0.005, 0.1), random.nextBoolean(), random);
    }
    return p;
  }
}
