package dev.surprisal.vae;

import java.util.List;

/**
 * A linear map of a row of values, plus a bias, then an activation. Immutable; weights lie outside
 * the Java heap, where BLAS reads them, and are shared by all passes.
 */
public sealed interface Layer permits Dense, Convolution {
  /** Values that it takes for each image. */
  int inputs();

  /** Values that it gives for each image. */
  int outputs();

  Activation activation();

  /** A copy of the weights, row-major, in the shape that the kind of layer says. */
  float[] weights();

  /** A copy of the bias. */
  float[] bias();

  /**
   * Checks that each layer takes what the one before it gives: BLAS itself would read past the end.
   *
   * @throws IllegalArgumentException begun by {@code name} if they do not fit together
   */
  static void expectStack(String name, List<? extends Layer> layers, int inputs, int outputs) {
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
}
