package dev.surprisal.bundle;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** An array: the type of its values in the file, its shape, and its values. */
final class Tensor {
  /** How a value is stored: IEEE 754, little-endian. */
  enum Type {
    F32(Float.BYTES),
    F64(Double.BYTES);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of one value. */
    int bytes() {
      return bytes;
    }

    /** The type of that name in a safetensors header, if it is one that a bundle uses. */
    static Optional<Type> named(String name) {
      return Stream.of(values()).filter(type -> type.name().equals(name)).findFirst();
    }
  }

  private final Type type;
  private final long[] shape;
  private final double[] values;

  /**
   * @param values row-major; not copied, so nobody may write to them afterwards
   */
  Tensor(Type type, long[] shape, double[] values) {
    this.type = type;
    this.shape = shape;
    this.values = values;
  }

  static Tensor f32(float[] values, long... shape) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return new Tensor(Type.F32, shape, wide);
  }

  static Tensor f64(double[] values, long... shape) {
    return new Tensor(Type.F64, shape, values);
  }

  Type type() {
    return type;
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
