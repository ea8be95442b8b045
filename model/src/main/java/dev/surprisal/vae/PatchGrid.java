package dev.surprisal.vae;

import java.util.Arrays;

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

  /**
   * Copies the image's values into the patches that they lie in.
   *
   * @param image from {@code imageOffset} on
   * @param patches overwritten from {@code patchOffset} on
   */
  public void gather(float[] image, int imageOffset, float[] patches, int patchOffset) {
    Arrays.fill(patches, patchOffset, patchOffset + count() * patchValues(), 0f);
    eachRun(
        (at, patchAt, length) ->
            System.arraycopy(image, imageOffset + at, patches, patchOffset + patchAt, length));
  }

  /**
   * Adds the patches' values to the pixels that they lie on: the adjoint of {@link #gather}.
   *
   * @param image added to from {@code imageOffset} on
   */
  public void scatter(float[] patches, int patchOffset, float[] image, int imageOffset) {
    eachRun(
        (at, patchAt, length) -> {
          int from = patchOffset + patchAt;
          int to = imageOffset + at;
          for (int i = 0; i < length; i++) {
            image[to + i] += patches[from + i];
          }
        });
  }

  private interface Run {
    void of(int imageAt, int patchAt, int length);
  }

  /** Visits each stretch of a patch's row that lies within the image. */
  private void eachRun(Run run) {
    int top = overhang(height, rows()) / 2;
    int left = overhang(width, columns()) / 2;
    int patch = 0;
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++, patch++) {
        int x = column * stride - left;
        int from = Math.max(x, 0);
        int length = (Math.min(x + kernel, width) - from) * channels;
        for (int k = 0; k < kernel; k++) {
          int y = row * stride - top + k;
          if (y >= 0 && y < height) {
            int patchAt = patch * patchValues() + (k * kernel + from - x) * channels;
            run.of((y * width + from) * channels, patchAt, length);
          }
        }
      }
    }
  }

  private int overhang(int side, int patches) {
    return Math.max(0, (patches - 1) * stride + kernel - side);
  }
}
