package dev.surprisal.vae;

/**
 * How square patches lie on an image of several channels, {@code [height, width, channels]}: every
 * {@code stride} pixels, so many that each pixel is reached, with the overhang split between the
 * two sides and read as zero. The patches form {@code [rows, columns, kernel, kernel, channels]}.
 *
 * @param kernel side of a patch
 * @param stride pixels from patch to patch, at most {@code kernel}
 */
public record PatchGrid(int height, int width, int channels, int kernel, int stride) {
  /** More values than this in one image's layer are a mistake. */
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

  /** Patches one above the other. */
  public int rows() {
    return (height + stride - 1) / stride;
  }

  /** Patches side by side. */
  public int columns() {
    return (width + stride - 1) / stride;
  }

  /** Patches in all. */
  public int count() {
    return rows() * columns();
  }

  /** Values of one patch. */
  public int patchValues() {
    return kernel * kernel * channels;
  }

  /** Values of the image. */
  public int imageValues() {
    return height * width * channels;
  }

  /** The uppermost pixel of a patch in this row of patches; negative above the image. */
  int top(int row) {
    return row * stride - overhang(height, rows()) / 2;
  }

  /** The leftmost pixel of a patch in this column of patches; negative beside the image. */
  int left(int column) {
    return column * stride - overhang(width, columns()) / 2;
  }

  private int overhang(int side, int patches) {
    return Math.max(0, (patches - 1) * stride + kernel - side);
  }
}
