package dev.surprisal.vae;

/**
 * A dense layer, {@code y = activation(x·W + b)}, with W of shape {@code [inputs, outputs]},
 * row-major. Immutable; threads can share it. The weights lie outside the Java heap, where BLAS
 * reads them.
 */
public final class Dense implements Layer {
  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final WeightMatrix weights;
  private final float[] bias;

  /**
   * Copies weights and bias.
   *
   * @param weights {@code [inputs, outputs]}, row-major
   * @param bias {@code [outputs]}
   * @throws IllegalArgumentException if a length does not fit
   */
  public Dense(int inputs, int outputs, Activation activation, float[] weights, float[] bias) {
    if (inputs < 1 || outputs < 1 || weights.length != (long) inputs * outputs) {
      throw new IllegalArgumentException(
          "weights: expected [%d, %d], got %d values".formatted(inputs, outputs, weights.length));
    }
    if (bias.length != outputs) {
      throw new IllegalArgumentException(
          "bias: expected [%d], got %d values".formatted(outputs, bias.length));
    }
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.weights = new WeightMatrix(inputs, outputs, weights, Tiling.OF_THIS_PROCESS);
    this.bias = bias.clone();
  }

  @Override
  public Kind kind() {
    return Kind.DENSE;
  }

  /** {@code [inputs, outputs]}. */
  @Override
  public long[] weightShape() {
    return new long[] {inputs, outputs};
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  /** A copy, {@code [inputs, outputs]}, row-major. */
  @Override
  public float[] weights() {
    return weights.toArray();
  }

  /** A copy, {@code [outputs]}. */
  @Override
  public float[] bias() {
    return bias.clone();
  }

  /** Not copied: this package only reads it. */
  WeightMatrix weightMatrix() {
    return weights;
  }

  /** Not copied: this package only reads it. */
  float[] biasShared() {
    return bias;
  }
}
