package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import java.util.Arrays;

/**
 * Sums over square windows around each pixel; what lies outside the image counts as 0. The windows
 * grow from side 1 to 3, 9, 27 and so on, each made from the ones before by additions of whole
 * arrays, which the JIT vectorises. Keeps scratch arrays; one per thread.
 */
public final class BoxSums {
  private final ImageShape shape;
  private final int margin;
  private final int stride;
  private final float[] vertical;
  private float[] sums;

  /**
   * @param largestSide of the windows, a power of 3
   */
  public BoxSums(ImageShape shape, int largestSide) {
    this.shape = shape;
    this.margin = largestSide / 2;
    this.stride = shape.width() + 2 * margin;
    this.sums = new float[(shape.height() + 2 * margin) * stride];
    this.vertical = new float[sums.length];
  }

  /** How many sums there are: those of the image with a margin around it. */
  int length() {
    return sums.length;
  }

  /** Where among the sums that of a pixel is. */
  public int index(int pixel) {
    return (pixel / shape.width() + margin) * stride + margin + pixel % shape.width();
  }

  /**
   * The sums of an image over windows of one side, by {@link #index}; values of the margin mean
   * nothing. The array is used again for the next image.
   *
   * @param image {@code [pixels]}, row-major
   * @param side a power of 3
   */
  public float[] of(float[] image, int side) {
    load(image);
    for (int s = 1; s < side; s *= 3) {
      widen(s);
    }
    return sums;
  }

  /**
   * Begins with an image: windows of side 1.
   *
   * @param image {@code [pixels]}, row-major
   */
  void load(float[] image) {
    Arrays.fill(sums, 0);
    for (int y = 0; y < shape.height(); y++) {
      System.arraycopy(image, y * shape.width(), sums, index(y * shape.width()), shape.width());
    }
  }

  /**
   * Makes the windows three times as wide.
   *
   * @param side of the windows so far
   */
  void widen(int side) {
    addNeighbours(sums, side * stride, vertical);
    addNeighbours(vertical, side, sums);
  }

  /** Leaves out the ends, which no window around a pixel reaches. */
  private static void addNeighbours(float[] from, int distance, float[] to) {
    int end = from.length - distance;
    for (int i = distance; i < end; i++) {
      to[i] = from[i - distance] + from[i] + from[i + distance];
    }
  }

  /** The sums, by {@link #index}; values of the margin mean nothing. Overwritten by the next. */
  float[] sums() {
    return sums;
  }
}
