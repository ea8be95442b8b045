package dev.surprisal.vae;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A dense layer, {@code y = activation(x·W + b)}: W is {@code [inputs, outputs]}, row-major.
 * Immutable; the weights lie outside the Java heap, where BLAS reads them, and are shared by all
 * passes.
 */
public final class Dense {
  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final FloatPointer weights;
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
    this.weights = new FloatPointer(weights);
    this.bias = bias.clone();
  }

  /**
   * Checks that each layer takes what the one before it gives: BLAS itself would read past the end.
   *
   * @throws IllegalArgumentException begun by {@code name} if they do not fit together
   */
  public static void expectStack(String name, List<Dense> layers, int inputs, int outputs) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(name + ": expected at least one layer, got none");
    }
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).inputs() != width) {
        throw new IllegalArgumentException(
            "%s layer %d: expected %d inputs, got %d"
                .formatted(name, i, width, layers.get(i).inputs()));
      }
      width = layers.get(i).outputs();
    }
    if (width != outputs) {
      throw new IllegalArgumentException(
          "%s: expected %d outputs, got %d".formatted(name, outputs, width));
    }
  }

  public int inputs() {
    return inputs;
  }

  public int outputs() {
    return outputs;
  }

  public Activation activation() {
    return activation;
  }

  /** A copy, {@code [inputs, outputs]}, row-major. */
  public float[] weights() {
    float[] copy = new float[inputs * outputs];
    weights.get(copy);
    return copy;
  }

  /** A copy, {@code [outputs]}. */
  public float[] bias() {
    return bias.clone();
  }

  /** For the passes of this package, which only read it. */
  FloatPointer weightsPointer() {
    return weights;
  }

  /** For the passes of this package, which only read it. */
  float[] biasShared() {
    return bias;
  }
}
