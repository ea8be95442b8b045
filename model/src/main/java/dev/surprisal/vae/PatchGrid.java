package dev.surprisal.vae;

/**
 * The positions of the square patches of a convolution on an image, {@code [height, width,
 * channels]}. There is a patch every {@code stride} pixels, and every pixel is covered. Where the
 * patches extend beyond the image, half of the excess is on each side and is read as zero. The
 * patches form an array {@code [rows, columns, kernel, kernel, channels]}.
 *
 * @param kernel side of a patch, in pixels
 * @param stride distance between neighbouring patches, in pixels, at most {@code kernel}
 */
public record PatchGrid(int height, int width, int channels, int kernel, int stride) {
  /** Limit on the number of values of one image in one layer, against broken bundles. */
  static final int MAX_VALUES = 1 << 26;

  public PatchGrid {
    boolean sensible =
        height >= 1 && width >= 1 && channels >= 1 && stride >= 1 && kernel >= stride;
    if (!sensible || (double) height * width * channels * kernel * kernel > MAX_VALUES) {
      throw new IllegalArgumentException(
          "patches: expected positive sides, stride ≤ kernel and at most %d values, got %dx%dx%d, kernel %d, stride %d"
              .formatted(MAX_VALUES, height, width, channels, kernel, stride));
    }
  }

  /** The number of patches from top to bottom. */
  public int rows() {
    return (height + stride - 1) / stride;
  }

  /** The number of patches from left to right. */
  public int columns() {
    return (width + stride - 1) / stride;
  }

  /** The number of patches. */
  public int count() {
    return rows() * columns();
  }

  /** The number of values of one patch. */
  public int patchValues() {
    return kernel * kernel * channels;
  }

  /** The number of values of the image. */
  public int imageValues() {
    return height * width * channels;
  }

  /** The first row of pixels of the patches in a row of patches; negative above the image. */
  int top(int row) {
    return row * stride - overhang(height, rows()) / 2;
  }

  /** The first column of pixels of the patches in a column; negative left of the image. */
  int left(int column) {
    return column * stride - overhang(width, columns()) / 2;
  }

  private int overhang(int side, int patches) {
    return Math.max(0, (patches - 1) * stride + kernel - side);
  }
}
