package dev.surprisal.trainer.distort;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Spoils a clean image in exactly one way, and visibly: as a camera's sensor, lens or mounting does
 * that breaks, a thing that lies in the picture, or a part of another picture in its place. Lengths
 * in units of 1/28 of the smaller side.
 */
public final class SingleFaults {
  /** Least sum of squared changes over the image, in squared units. */
  private static final double VISIBLE = 3;

  /** A picture that no fault changes, such as an even one, is given up after so many. */
  private static final int TRIES = 20;

  /** Kinds of fault; what several images are put together of counts seven times. */
  private static final int KINDS = 21;

  private final Supplier<FloatImage> others;
  private final Invariance invariance;
  private final RandomGenerator random;

  /**
   * @param others draws another clean picture, to be laid over the one that is spoilt
   * @param invariance which changes are no faults
   */
  public SingleFaults(Supplier<FloatImage> others, Invariance invariance, RandomGenerator random) {
    this.others = others;
    this.invariance = invariance;
    this.random = random;
  }

  /** The picture with one fault. */
  public FloatImage in(FloatImage clean) {
    FloatImage spoilt = one(clean);
    for (int i = 1; i < TRIES && !visible(clean, spoilt); i++) {
      spoilt = one(clean);
    }
    return spoilt;
  }

  private static boolean visible(FloatImage clean, FloatImage spoilt) {
    double unit = clean.unit();
    return clean.squaredDistance(spoilt) >= VISIBLE * unit * unit;
  }

  private FloatImage one(FloatImage clean) {
    return switch (random.nextInt(KINDS)) {
      case 0 -> clean.noisy(random.nextDouble(0.08, 0.4), random);
      case 1 -> shot(clean, Math.exp(random.nextDouble(Math.log(2), Math.log(60))));
      case 2 -> clean.speckled(random.nextDouble(0.01, 0.1), true, random);
      case 3 -> clean.blurred(random.nextInt(1, 6));
      case 4 -> clean.gain(random.nextDouble(0.1, 0.6));
      case 5 -> lifted(clean, random.nextDouble(0.06, 0.5));
      case 6 -> covered(clean);
      case 7 -> crossed(clean);
      case 8 -> affine(clean, sign() * random.nextDouble(25, invariance.period() / 2), 1, 0, 0, 0);
      case 9 -> affine(clean, 0, 1, sign() * random.nextDouble(0.3, 0.8), 0, 0);
      case 10 -> affine(clean, 0, scale(), 0, 0, 0);
      case 11 -> shifted(clean);
      case 12 -> warped(clean);
      case 13 -> clean.max(others.get());
      default -> patched(clean);
    };
  }

  /** Photons are counted; the counts' deviation is about that of the normal distribution. */
  private FloatImage shot(FloatImage clean, double photons) {
    return clean.map(
        (r, c, v) -> Math.max(0, Math.min(1, v + Math.sqrt(v / photons) * random.nextGaussian())));
  }

  private static FloatImage lifted(FloatImage clean, double offset) {
    return clean.map((r, c, v) -> offset + (1 - offset) * v);
  }

  /** A rectangle of one grey over a part of it, black as often as not. */
  private FloatImage covered(FloatImage clean) {
    Box box = box(clean, 4, 14);
    double grey = random.nextBoolean() ? 0 : random.nextDouble();
    return clean.map((r, c, v) -> box.contains(r, c) ? grey : v);
  }

  /** A line from border to border. */
  private FloatImage crossed(FloatImage clean) {
    double angle = random.nextDouble(Math.PI);
    double sin = Math.sin(angle);
    double cos = Math.cos(angle);
    double through =
        random.nextDouble(0.2, 0.8) * clean.shape().height() * cos
            + random.nextDouble(0.2, 0.8) * clean.shape().width() * sin;
    double halfWidth = random.nextDouble(0.5, 1.2) * clean.unit();
    double grey = random.nextBoolean() ? 1 : random.nextDouble();
    return clean.map((r, c, v) -> Math.abs(r * cos + c * sin - through) <= halfWidth ? grey : v);
  }

  /**
   * A part of it black, or from other pictures: three quarters, one side of a line, or a rectangle.
   */
  private FloatImage patched(FloatImage clean) {
    boolean missing = random.nextInt(3) == 0;
    FloatImage other = missing ? FloatImage.constant(clean.shape(), 0) : others.get();
    return switch (random.nextInt(3)) {
      case 0 -> quartered(clean, other);
      case 1 -> cutThrough(clean, other);
      default -> pasted(clean, other);
    };
  }

  private FloatImage quartered(FloatImage clean, FloatImage upperRight) {
    FloatImage lowerLeft = others.get();
    FloatImage lowerRight = others.get();
    int height = clean.shape().height();
    int width = clean.shape().width();
    return clean.map(
        (r, c, v) -> {
          boolean left = 2 * c < width;
          if (2 * r < height) {
            return left ? v : upperRight.value(r, c);
          }
          return (left ? lowerLeft : lowerRight).value(r, c);
        });
  }

  private FloatImage cutThrough(FloatImage clean, FloatImage other) {
    double angle = random.nextDouble(2 * Math.PI);
    double sin = Math.sin(angle);
    double cos = Math.cos(angle);
    double offset = random.nextDouble(-4, 4) * clean.unit();
    double middleRow = clean.shape().height() / 2.0;
    double middleColumn = clean.shape().width() / 2.0;
    return clean.map(
        (r, c, v) ->
            (r - middleRow) * sin + (c - middleColumn) * cos < offset ? v : other.value(r, c));
  }

  private FloatImage pasted(FloatImage clean, FloatImage other) {
    Box box = box(clean, 8, 18);
    return clean.map((r, c, v) -> box.contains(r, c) ? other.value(r, c) : v);
  }

  private record Box(int top, int left, int height, int width) {
    boolean contains(int row, int column) {
      return row >= top && row < top + height && column >= left && column < left + width;
    }
  }

  /** A rectangle within the picture whose sides have so many units. */
  private Box box(FloatImage clean, double least, double most) {
    int height = (int) Math.round(random.nextDouble(least, most) * clean.unit());
    int width = (int) Math.round(random.nextDouble(least, most) * clean.unit());
    int top = random.nextInt(Math.max(1, clean.shape().height() - height + 1));
    int left = random.nextInt(Math.max(1, clean.shape().width() - width + 1));
    return new Box(top, left, height, width);
  }

  private double scale() {
    return random.nextBoolean() ? random.nextDouble(0.4, 0.75) : random.nextDouble(1.3, 1.6);
  }

  /**
   * The clean picture may lie anywhere within the shifts that are normal, so that it has to move
   * further than from one end of them to the other, along an axis at least.
   */
  private FloatImage shifted(FloatImage clean) {
    double further = random.nextDouble(3.5);
    double angle = random.nextDouble(2 * Math.PI);
    double sin = Math.sin(angle);
    double cos = Math.cos(angle);
    double across = 2 * invariance.shift() / Math.max(Math.abs(sin), Math.abs(cos));
    double length = (Math.max(3.5, across + 1) + further) * clean.unit();
    return affine(clean, 0, 1, 0, length * sin, length * cos);
  }

  private FloatImage warped(FloatImage clean) {
    double sigma = random.nextDouble(1.2, 3) * clean.unit();
    CoordinateMap stay = Affine.rotation(clean.shape(), 0);
    return clean.warp(new Elastic(clean.shape(), random.nextInt(4, 8), sigma, random, stay));
  }

  private static FloatImage affine(
      FloatImage clean, double degrees, double scale, double shear, double rows, double columns) {
    return clean.warp(Affine.of(clean.shape(), degrees, scale, scale, shear, rows, columns));
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }
}
