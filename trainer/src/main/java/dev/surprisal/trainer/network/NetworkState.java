package dev.surprisal.trainer.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The state of a training: weights, the updater's moments, and the step count. */
public final class NetworkState {
  private static final int MAX_VALUES = 1 << 28;

  private final int iteration;
  private final float[] parameters;
  private final float[] updater;

  NetworkState(int iteration, float[] parameters, float[] updater) {
    this.iteration = iteration;
    this.parameters = parameters;
    this.updater = updater;
  }

  int iteration() {
    return iteration;
  }

  float[] parameters() {
    return parameters;
  }

  float[] updater() {
    return updater;
  }

  void expectLengths(long parameterCount, long updaterCount) {
    if (parameters.length != parameterCount || updater.length != updaterCount) {
      throw new IllegalArgumentException(
          "state: expected %d parameters and %d of the updater's, got %d and %d"
              .formatted(parameterCount, updaterCount, parameters.length, updater.length));
    }
  }

  /** Writes it, bit for bit. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(iteration);
    write(out, parameters);
    write(out, updater);
  }

  /** Reads what {@link #write} wrote. */
  public static NetworkState read(DataInputStream in) throws IOException {
    return new NetworkState(in.readInt(), floats(in), floats(in));
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeInt(Float.floatToRawIntBits(value));
    }
  }

  private static float[] floats(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_VALUES) {
      throw new IOException("expected at most %d values, got %d".formatted(MAX_VALUES, length));
    }
    // Takes memory for what is there, whatever the length says.
    byte[] bytes = in.readNBytes(length * Float.BYTES);
    if (bytes.length < length * Float.BYTES) {
      throw new EOFException("it ends within its values");
    }
    float[] values = new float[length];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IOException("expected numbers, got " + value);
      }
    }
    return values;
  }
}
