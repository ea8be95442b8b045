package dev.surprisal.vae;

/**
 * Copies between an image and the patches of a {@link PatchGrid}, in stretches that are worked out
 * once: each is a patch's row, as far as it lies within the image. Immutable.
 */
public final class PatchCopy {
  /** Up to here a loop beats the call of {@link System#arraycopy}. */
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
   * Copies the image's values into the patches that they lie in. What of a patch lies off the image
   * is left alone: it is zero in an array that began so.
   *
   * @param image from 0 on
   * @param patches overwritten from 0 on
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
   * Adds the patches' values to the pixels that they lie on: the adjoint of {@link #gather}.
   *
   * @param image added to from 0 on
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
