package dev.surprisal.bundle;

import java.util.Arrays;

/** An array's type, shape and values, as a file holds them. */
final class Tensor {
  private final String dtype;
  private final long[] shape;
  private final double[] values;

  /**
   * @param dtype {@code F32} or {@code F64}
   * @param values row-major; taken over, not copied
   */
  Tensor(String dtype, long[] shape, double[] values) {
    this.dtype = dtype;
    this.shape = shape;
    this.values = values;
  }

  static Tensor f32(float[] values, long... shape) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return new Tensor("F32", shape, wide);
  }

  static Tensor f64(double[] values, long... shape) {
    return new Tensor("F64", shape, values);
  }

  String dtype() {
    return dtype;
  }

  long[] shape() {
    return shape.clone();
  }

  int size() {
    return values.length;
  }

  double value(int index) {
    return values[index];
  }

  double[] doubles() {
    return values.clone();
  }

  float[] floats() {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
