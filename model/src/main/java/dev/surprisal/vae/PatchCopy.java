package dev.surprisal.vae;

/**
 * Copies between an image and the patches of a {@link PatchGrid}. The copied ranges are computed
 * once: one for each row of each patch, cut off at the image's edge. Immutable.
 */
public final class PatchCopy {
  /** Up to this length a loop is faster than a call of {@link System#arraycopy}. */
  private static final int SHORT = 16;

  private final int[] imageAt;
  private final int[] patchAt;
  private final int[] lengths;

  public PatchCopy(PatchGrid grid) {
    int stretches = grid.count() * grid.kernel();
    this.imageAt = new int[stretches];
    this.patchAt = new int[stretches];
    this.lengths = new int[stretches];
    int kernel = grid.kernel();
    for (int i = 0; i < stretches; i++) {
      int patch = i / kernel;
      int y = grid.top(patch / grid.columns()) + i % kernel;
      int x = grid.left(patch % grid.columns());
      int from = Math.max(x, 0);
      if (y >= 0 && y < grid.height()) {
        imageAt[i] = (y * grid.width() + from) * grid.channels();
        patchAt[i] = (i * kernel + from - x) * grid.channels();
        lengths[i] = (Math.min(x + kernel, grid.width()) - from) * grid.channels();
      }
    }
  }

  /**
   * Copies the image's values into the patches that cover them. Values of a patch beyond the
   * image's edge are not written; the caller fills them with zeros.
   *
   * @param image {@code [height, width, channels]}
   * @param patches {@code [rows, columns, kernel, kernel, channels]}, overwritten
   */
  public void gather(float[] image, float[] patches) {
    for (int i = 0; i < lengths.length; i++) {
      int from = imageAt[i];
      int to = patchAt[i];
      int length = lengths[i];
      if (length > SHORT) {
        System.arraycopy(image, from, patches, to, length);
      } else {
        for (int k = 0; k < length; k++) {
          patches[to + k] = image[from + k];
        }
      }
    }
  }

  /**
   * Adds the patches' values to the pixels that they cover: the adjoint of {@link #gather}.
   *
   * @param patches {@code [rows, columns, kernel, kernel, channels]}
   * @param image {@code [height, width, channels]}, added to
   */
  public void scatter(float[] patches, float[] image) {
    for (int i = 0; i < lengths.length; i++) {
      int from = patchAt[i];
      int to = imageAt[i];
      int length = lengths[i];
      for (int k = 0; k < length; k++) {
        image[to + k] += patches[from + k];
      }
    }
  }
}
