package dev.surprisal.trainer.distort;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * A grey image as floats, 0 = black to 1 = white, that can be distorted. Immutable: each operation
 * returns a new image. Lengths are in units of 1/28 of the image's smaller side, which is one pixel
 * of an MNIST image.
 */
public final class FloatImage {
  /** A new value for each pixel. */
  @FunctionalInterface
  public interface PixelFunction {
    double of(int row, int column, double value);
  }

  private final ImageShape shape;
  private final float[] values;

  private FloatImage(ImageShape shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  public static FloatImage of(GrayImage image) {
    float[] values = new float[image.shape().pixels()];
    image.toUnit(values, 0);
    return new FloatImage(image.shape(), values);
  }

  public static FloatImage constant(ImageShape shape, double value) {
    return new FloatImage(shape, new float[shape.pixels()]).map((r, c, v) -> value);
  }

  public ImageShape shape() {
    return shape;
  }

  /** Pixels in one unit of length. */
  public double unit() {
    return Math.min(shape.height(), shape.width()) / 28.0;
  }

  public double value(int row, int column) {
    return values[row * shape.width() + column];
  }

  /** Rounded to bytes, clipped. */
  public GrayImage toGray() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.max(0f, Math.min(1f, values[i])));
    }
    return GrayImage.of(shape, bytes);
  }

  /** Clipped to [0, 1] into {@code target} from {@code offset} on. */
  public void copyTo(float[] target, int offset) {
    for (int i = 0; i < values.length; i++) {
      target[offset + i] = Math.max(0f, Math.min(1f, values[i]));
    }
  }

  public FloatImage map(PixelFunction function) {
    int width = shape.width();
    float[] mapped = new float[values.length];
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < width; column++) {
        int i = row * width + column;
        mapped[i] = (float) function.of(row, column, values[i]);
      }
    }
    return new FloatImage(shape, mapped);
  }

  /** Sum over the pixels of the squared difference. */
  public double squaredDistance(FloatImage other) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - other.values[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Brighter of the two, pixel by pixel. */
  public FloatImage max(FloatImage other) {
    return map((r, c, v) -> Math.max(v, other.value(r, c)));
  }

  /** Every value times a factor. */
  public FloatImage gain(double factor) {
    return map((r, c, v) -> factor * v);
  }

  /** Normal noise on every pixel, clipped to [0, 1]. */
  public FloatImage noisy(double sigma, RandomGenerator random) {
    return map((r, c, v) -> clip(v + sigma * random.nextGaussian()));
  }

  /** A share of the pixels replaced by black or white, or by any grey. */
  public FloatImage speckled(double share, boolean extremes, RandomGenerator random) {
    return map(
        (r, c, v) -> {
          if (random.nextDouble() >= share) {
            return v;
          }
          double grey = random.nextDouble();
          return extremes ? Math.rint(grey) : grey;
        });
  }

  /** The binomial filter (1 2 1)/4 in both directions, applied {@code times} times. */
  public FloatImage blurred(int times) {
    FloatImage blurred = this;
    for (int i = 0; i < times; i++) {
      FloatImage p = blurred;
      FloatImage rows =
          map((r, c, v) -> (p.near(r - 1, c) + 2 * p.near(r, c) + p.near(r + 1, c)) / 4);
      blurred =
          map((r, c, v) -> (rows.near(r, c - 1) + 2 * rows.near(r, c) + rows.near(r, c + 1)) / 4);
    }
    return blurred;
  }

  /**
   * Blurred by a Gaussian, as a lens that is out of focus does.
   *
   * @param sigma its standard deviation in pixels, above 0
   */
  public FloatImage defocused(double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    double[] weights = new double[reach + 1];
    double sum = 0;
    for (int k = 0; k <= reach; k++) {
      weights[k] = Math.exp(-k * k / (2 * sigma * sigma));
      sum += k == 0 ? weights[k] : 2 * weights[k];
    }
    for (int k = 0; k <= reach; k++) {
      weights[k] /= sum;
    }
    FloatImage rows = convolved(weights, 1, 0);
    return rows.convolved(weights, 0, 1);
  }

  /** A symmetric filter in one direction; its weights from the middle outwards. */
  private FloatImage convolved(double[] weights, int rowStep, int columnStep) {
    return map(
        (r, c, v) -> {
          double sum = weights[0] * v;
          for (int k = 1; k < weights.length; k++) {
            double sides =
                near(r - k * rowStep, c - k * columnStep)
                    + near(r + k * rowStep, c + k * columnStep);
            sum += weights[k] * sides;
          }
          return sum;
        });
  }

  /** Every value limited to [0, 1]. */
  public FloatImage clipped() {
    return map((r, c, v) -> clip(v));
  }

  /** Resamples: bilinear interpolation at the mapped coordinates; see {@link #near}. */
  public FloatImage warp(CoordinateMap map) {
    double[] at = new double[2];
    return map(
        (r, c, v) -> {
          map.sourceOf(r, c, at);
          return sample(at[0], at[1]);
        });
  }

  private double sample(double row, double column) {
    int r = (int) Math.floor(row);
    int c = (int) Math.floor(column);
    double dr = row - r;
    double dc = column - c;
    return (1 - dr) * ((1 - dc) * near(r, c) + dc * near(r, c + 1))
        + dr * ((1 - dc) * near(r + 1, c) + dc * near(r + 1, c + 1));
  }

  /**
   * The value of a pixel; beyond the border that of the nearest one. With black there, a model of
   * pictures that fill their frame would learn to find black corners.
   */
  public double near(int row, int column) {
    int r = Math.max(0, Math.min(shape.height() - 1, row));
    int c = Math.max(0, Math.min(shape.width() - 1, column));
    return values[r * shape.width() + c];
  }

  private static double clip(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
