package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The largest matrix product that is passed to BLAS in one call; larger ones are cut into tiles.
 *
 * <p>OpenBLAS 0.3.19 packs both matrices into another layout at each call, which takes longer than
 * the product itself if the batch is small. Its AVX-512 kernels skip the packing if rows × inputs ×
 * outputs is at most a million. In such tiles, a product of 16 rows takes half the time, and one of
 * 256 rows no more time than whole. The other kernels always pack, so they get whole products.
 *
 * @param rows maximum rows of the input in one call
 * @param inputs maximum columns of the input in one call
 * @param outputs maximum columns of the output in one call
 */
record Tiling(int rows, int inputs, int outputs) {
  /** At most a million multiplications; 192 is a multiple of the kernels' block width. */
  static final Tiling SMALL = new Tiling(64, 80, 192);

  static final Tiling WHOLE = new Tiling(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private static final Set<String> TILED_KERNELS = Set.of("skylakex", "cooperlake");

  /** For the kernel that {@link Blas}, the launcher or the user has chosen. */
  static final Tiling OF_THIS_PROCESS = forKernel(Blas.coreType());

  /**
   * @param coreType as in OpenBLAS's variable {@code OPENBLAS_CORETYPE}; empty if it is not set
   */
  static Tiling forKernel(Optional<String> coreType) {
    return coreType
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(TILED_KERNELS::contains)
            .isPresent()
        ? SMALL
        : WHOLE;
  }

  /** The same tiling, limited to a matrix's size. */
  Tiling within(int inputs, int outputs) {
    return new Tiling(rows, Math.min(this.inputs, inputs), Math.min(this.outputs, outputs));
  }
}
