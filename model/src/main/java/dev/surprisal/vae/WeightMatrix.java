package dev.surprisal.vae;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A matrix of weights, {@code [inputs, outputs]}, cut into the tiles with which BLAS multiplies
 * fastest. Immutable; threads can share it. The values lie outside the Java heap.
 */
final class WeightMatrix {
  private final int inputs;
  private final int outputs;
  private final Tiling tiling;

  /** {@code [output tile][input tile]}, each {@code [its inputs, its outputs]}, row-major. */
  private final FloatPointer[][] tiles;

  /**
   * Copies the weights.
   *
   * @param weights {@code [inputs, outputs]}, row-major
   */
  WeightMatrix(int inputs, int outputs, float[] weights, Tiling tiling) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.tiling = tiling.within(inputs, outputs);
    int across = divideUp(outputs, this.tiling.outputs());
    int down = divideUp(inputs, this.tiling.inputs());
    this.tiles = new FloatPointer[across][down];
    for (int o = 0; o < across; o++) {
      for (int i = 0; i < down; i++) {
        tiles[o][i] = new FloatPointer(tile(weights, o, i));
      }
    }
  }

  /** A copy, {@code [inputs, outputs]}, row-major. */
  float[] toArray() {
    float[] weights = new float[inputs * outputs];
    for (int o = 0; o < tiles.length; o++) {
      for (int i = 0; i < tiles[o].length; i++) {
        float[] tile = new float[height(i) * width(o)];
        tiles[o][i].get(tile);
        for (int k = 0; k < height(i); k++) {
          System.arraycopy(tile, k * width(o), weights, offset(o, i, k), width(o));
        }
      }
    }
    return weights;
  }

  /**
   * {@code out = in·W}. With {@link Tiling#SMALL}, on the kernels for which it is meant, a row of
   * the result does not depend on the other rows, to the bit.
   *
   * @param in {@code [n, inputs]}, row-major, at the pointer's beginning
   * @param out {@code [n, outputs]}, row-major, at the pointer's beginning; overwritten
   */
  void multiply(FloatPointer in, int n, FloatPointer out) {
    for (int row = 0; row < n; row += tiling.rows()) {
      int rows = Math.min(tiling.rows(), n - row);
      for (int o = 0; o < tiles.length; o++) {
        out.position((long) row * outputs + (long) o * tiling.outputs());
        for (int i = 0; i < tiles[o].length; i++) {
          in.position((long) row * inputs + (long) i * tiling.inputs());
          Blas.multiply(
              rows, width(o), height(i), in, inputs, tiles[o][i], i == 0 ? 0f : 1f, out, outputs);
        }
      }
    }
    in.position(0);
    out.position(0);
  }

  private float[] tile(float[] weights, int o, int i) {
    float[] tile = new float[height(i) * width(o)];
    for (int k = 0; k < height(i); k++) {
      System.arraycopy(weights, offset(o, i, k), tile, k * width(o), width(o));
    }
    return tile;
  }

  private int offset(int o, int i, int k) {
    return (i * tiling.inputs() + k) * outputs + o * tiling.outputs();
  }

  private int width(int o) {
    return Math.min(tiling.outputs(), outputs - o * tiling.outputs());
  }

  private int height(int i) {
    return Math.min(tiling.inputs(), inputs - i * tiling.inputs());
  }

  private static int divideUp(int a, int b) {
    return (a + b - 1) / b;
  }
}
