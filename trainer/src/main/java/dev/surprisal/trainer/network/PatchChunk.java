package dev.surprisal.trainer.network;

import dev.surprisal.vae.PatchCopy;
import dev.surprisal.vae.PatchGrid;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A buffer for the patches of a few images, {@code [images, count, patch]}, outside the heap, where
 * BLAS reads and writes them; sized to fit into the second-level cache.
 */
final class PatchChunk {
  private static final int CACHED_VALUES = 1 << 17;

  private final PatchCopy copy;
  private final int patchValues;
  private final int images;
  private final FloatPointer pointer;
  private final float[] image;
  private final float[] gathered;
  private final float[] scattered;

  PatchChunk(PatchGrid grid) {
    this.copy = new PatchCopy(grid);
    this.patchValues = grid.count() * grid.patchValues();
    this.images = Math.max(1, CACHED_VALUES / patchValues);
    this.pointer = new FloatPointer((long) images * patchValues);
    this.image = new float[grid.imageValues()];
    this.gathered = new float[patchValues];
    this.scattered = new float[patchValues];
  }

  /** How many images fit. */
  int images() {
    return images;
  }

  FloatPointer pointer() {
    return pointer.position(0);
  }

  /**
   * Copies images into their patches.
   *
   * @param from where the first image's values begin
   */
  void gather(FloatPointer from, int n) {
    long start = from.position();
    for (int i = 0; i < n; i++) {
      from.position(start + (long) i * image.length).get(image);
      copy.gather(image, gathered);
      pointer.position((long) i * patchValues).put(gathered);
    }
    from.position(start);
  }

  /**
   * Adds up patches into images.
   *
   * @param to where the first image's values begin; overwritten
   */
  void scatter(FloatPointer to, int n) {
    long start = to.position();
    for (int i = 0; i < n; i++) {
      pointer.position((long) i * patchValues).get(scattered);
      Arrays.fill(image, 0);
      copy.scatter(scattered, image);
      to.position(start + (long) i * image.length).put(image);
    }
    to.position(start);
  }
}
