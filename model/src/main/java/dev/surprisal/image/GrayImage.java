package dev.surprisal.image;

import java.util.Arrays;

/** An immutable grey image: one unsigned byte a pixel, row-major, 0 = black. */
public final class GrayImage {
  private static final float[] UNIT = unitTable();

  private final ImageShape shape;
  private final byte[] pixels;

  private GrayImage(ImageShape shape, byte[] pixels) {
    this.shape = shape;
    this.pixels = pixels;
  }

  /**
   * Copies the pixels.
   *
   * @param pixels {@code [height, width]}, row-major, unsigned
   * @throws IllegalArgumentException if their number is not the shape's
   */
  public static GrayImage of(ImageShape shape, byte[] pixels) {
    if (pixels.length != shape.pixels()) {
      throw new IllegalArgumentException(
          "pixels: expected %d for %s, got %d".formatted(shape.pixels(), shape, pixels.length));
    }
    return new GrayImage(shape, pixels.clone());
  }

  /** Takes over an array that nobody else writes to. */
  static GrayImage owning(ImageShape shape, byte[] pixels) {
    return new GrayImage(shape, pixels);
  }

  public ImageShape shape() {
    return shape;
  }

  /** Grey value, 0 to 255. */
  public int pixel(int row, int column) {
    return pixels[row * shape.width() + column] & 0xff;
  }

  /** A copy of the pixels, row-major. */
  public byte[] toBytes() {
    return pixels.clone();
  }

  /** Copies the pixels into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(pixels, 0, target, offset, pixels.length);
  }

  /** Copies one row's pixels into {@code target} from {@code offset} on. */
  void copyRow(int row, byte[] target, int offset) {
    System.arraycopy(pixels, row * shape.width(), target, offset, shape.width());
  }

  /**
   * Writes the pixels as numbers in [0, 1], byte / 255, into {@code target} from {@code offset} on.
   */
  public void toUnit(float[] target, int offset) {
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = UNIT[pixels[i] & 0xff];
    }
  }

  /** Sums each pixel's entry of a table of 256. */
  public double sum(double[] table) {
    double even = 0;
    double odd = 0;
    for (int i = 0; i + 1 < pixels.length; i += 2) {
      even += table[pixels[i] & 0xff];
      odd += table[pixels[i + 1] & 0xff];
    }
    if (pixels.length % 2 == 1) {
      even += table[pixels[pixels.length - 1] & 0xff];
    }
    return even + odd;
  }

  /**
   * This image if neither side is longer than {@code maxSide} pixels, else a copy that is scaled
   * down to it with the same proportions.
   */
  public GrayImage within(int maxSide) {
    int longest = Math.max(shape.height(), shape.width());
    if (longest <= maxSide) {
      return this;
    }
    ImageShape smaller =
        new ImageShape(
            Math.max(1, shape.height() * maxSide / longest),
            Math.max(1, shape.width() * maxSide / longest));
    return owning(smaller, Resize.area(pixels, shape.height(), shape.width(), smaller));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GrayImage image
        && shape.equals(image.shape)
        && Arrays.equals(pixels, image.pixels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "GrayImage[" + shape + "]";
  }

  private static float[] unitTable() {
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = i / 255f;
    }
    return table;
  }
}
