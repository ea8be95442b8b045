package dev.surprisal.vae;

/**
 * A convolution or a transposed convolution, over images with their channels last.
 *
 * <p>A convolution maps the grid's image to {@code [rows, columns, filters]}: it multiplies each
 * patch by the weights, {@code [kernel, kernel, channels, filters]}. A transposed convolution maps
 * {@code [rows, columns, filters]} to the grid's image: it multiplies the values at each position
 * by the weights, {@code [filters, kernel, kernel, channels]}, and adds the patches up where they
 * overlap. Source: Dumoulin and Visin 2016 (arXiv:1603.07285).
 */
public final class Convolution implements Layer {
  private final PatchGrid grid;
  private final PatchCopy patches;
  private final int filters;
  private final boolean transposed;
  private final Activation activation;
  private final WeightMatrix weights;
  private final float[] bias;
  private final float[] tiledBias;

  /**
   * Copies weights and bias.
   *
   * @param weights of the shape above, row-major
   * @param bias {@code [filters]}, or {@code [channels]} for a transposed convolution
   * @throws IllegalArgumentException if a length does not fit
   */
  public Convolution(
      PatchGrid grid,
      int filters,
      boolean transposed,
      Activation activation,
      float[] weights,
      float[] bias) {
    if (filters < 1 || weights.length != (long) filters * grid.patchValues()) {
      throw new IllegalArgumentException(
          "weights: expected %d filters of %d, got %d values"
              .formatted(filters, grid.patchValues(), weights.length));
    }
    if ((long) filters * grid.count() > PatchGrid.MAX_VALUES) {
      throw new IllegalArgumentException(
          "filters: expected at most %d values in all, got %d at %d positions"
              .formatted(PatchGrid.MAX_VALUES, filters, grid.count()));
    }
    int channels = transposed ? grid.channels() : filters;
    if (bias.length != channels) {
      throw new IllegalArgumentException(
          "bias: expected [%d], got %d values".formatted(channels, bias.length));
    }
    this.grid = grid;
    this.patches = new PatchCopy(grid);
    this.filters = filters;
    this.transposed = transposed;
    this.activation = activation;
    this.weights =
        transposed
            ? new WeightMatrix(filters, grid.patchValues(), weights, Tiling.OF_THIS_PROCESS)
            : new WeightMatrix(grid.patchValues(), filters, weights, Tiling.OF_THIS_PROCESS);
    this.bias = bias.clone();
    this.tiledBias = new float[outputs()];
    for (int i = 0; i < tiledBias.length; i++) {
      tiledBias[i] = bias[i % channels];
    }
  }

  public PatchGrid grid() {
    return grid;
  }

  public int filters() {
    return filters;
  }

  public boolean transposed() {
    return transposed;
  }

  @Override
  public Kind kind() {
    return transposed ? Kind.TRANSPOSED_CONVOLUTION : Kind.CONVOLUTION;
  }

  @Override
  public long[] weightShape() {
    int k = grid.kernel();
    return transposed
        ? new long[] {filters, k, k, grid.channels()}
        : new long[] {k, k, grid.channels(), filters};
  }

  @Override
  public int inputs() {
    return transposed ? grid.count() * filters : grid.imageValues();
  }

  @Override
  public int outputs() {
    return transposed ? grid.imageValues() : grid.count() * filters;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public float[] weights() {
    return weights.toArray();
  }

  @Override
  public float[] bias() {
    return bias.clone();
  }

  PatchCopy patches() {
    return patches;
  }

  /** Not copied: this package only reads it. */
  WeightMatrix weightMatrix() {
    return weights;
  }

  /** The bias of each output value; not copied: this package only reads it. */
  float[] tiledBias() {
    return tiledBias;
  }
}
