package dev.surprisal.vae;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A layer of a network: a linear map, a bias, and an activation. Immutable; threads can share it.
 * The weights lie outside the Java heap, where BLAS reads them.
 */
public sealed interface Layer permits Dense, Convolution {
  /** The kinds of layer, for switches without a default. */
  enum Kind {
    DENSE("dense"),
    CONVOLUTION("convolution"),
    TRANSPOSED_CONVOLUTION("transposed_convolution");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    /** The name in a bundle. */
    public String wireName() {
      return wireName;
    }

    public static Optional<Kind> ofWireName(String name) {
      return Stream.of(values()).filter(kind -> kind.wireName.equals(name)).findFirst();
    }
  }

  Kind kind();

  /** How many values it takes for each image. */
  int inputs();

  /** How many values it gives for each image. */
  int outputs();

  Activation activation();

  /** A copy of the weights, row-major, of the shape {@link #weightShape()}. */
  float[] weights();

  /** The sides of the weights' array. */
  long[] weightShape();

  /** A copy of the bias. */
  float[] bias();

  /**
   * Checks that each layer has as many inputs as the one before it has outputs; BLAS would read
   * beyond the buffer otherwise.
   *
   * @param name of the stack, with which the message begins
   * @throws IllegalArgumentException if the layers do not fit together, or there are none
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
