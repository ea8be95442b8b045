package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How large a product BLAS is handed at a time.
 *
 * <p>OpenBLAS 0.3.19 copies both matrices into its own order at each call, which costs more than
 * the product of a small batch. Its AVX-512 kernels skip that where rows × inputs × outputs stay
 * within a million: cut into such pieces, a product of 16 rows runs twice as fast and one of 256 no
 * slower. Its other kernels have no such way, and take a product whole.
 *
 * @param rows of the input at a time
 * @param inputs of each row at a time
 * @param outputs of each row at a time
 */
record Tiling(int rows, int inputs, int outputs) {
  /** Within a million; 192 is a multiple of the kernels' own width. */
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

  /** No larger than the matrix. */
  Tiling within(int inputs, int outputs) {
    return new Tiling(rows, Math.min(this.inputs, inputs), Math.min(this.outputs, outputs));
  }
}
