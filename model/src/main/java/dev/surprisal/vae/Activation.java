package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a layer applies to each of its outputs. */
public enum Activation {
  IDENTITY {
    @Override
    void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        row[i] += bias[i];
      }
    }
  },
  RELU {
    @Override
    void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        row[i] = Math.max(row[i] + bias[i], 0f);
      }
    }
  },
  /** Slope 0.01 below zero. */
  LEAKY_RELU {
    @Override
    void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        float v = row[i] + bias[i];
        row[i] = Math.max(v, 0.01f * v);
      }
    }
  },
  TANH {
    @Override
    void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        row[i] = (float) Math.tanh(row[i] + bias[i]);
      }
    }
  };

  /** {@code row = activation(row + bias)} over the first {@code n} elements. */
  abstract void addBias(float[] row, float[] bias, int n);

  /** As it stands in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Activation> ofWireName(String name) {
    return Stream.of(values()).filter(a -> a.wireName().equals(name)).findFirst();
  }
}
