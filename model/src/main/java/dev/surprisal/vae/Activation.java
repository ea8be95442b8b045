package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The function that a layer applies to each of its outputs. */
public enum Activation {
  IDENTITY {
    @Override
    public void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        row[i] += bias[i];
      }
    }
  },
  RELU {
    @Override
    public void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        row[i] = Math.max(row[i] + bias[i], 0f);
      }
    }
  },
  /** x for x above 0, else x / 100. */
  LEAKY_RELU {
    @Override
    public void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        float v = row[i] + bias[i];
        row[i] = Math.max(v, 0.01f * v);
      }
    }
  },
  /** By a rational function, which the JIT can vectorise; error below 5e-7. */
  TANH {
    /** Arguments are clamped to this, where tanh differs from 1 by 3e-7. */
    private static final float MAX = 7.905311f;

    @Override
    public void addBias(float[] row, float[] bias, int n) {
      for (int i = 0; i < n; i++) {
        float v = Math.max(Math.min(row[i] + bias[i], MAX), -MAX);
        float s = v * v;
        float p = -2.7607686e-16f * s + 2.000188e-13f;
        p = p * s - 8.604672e-11f;
        p = p * s + 5.1222973e-8f;
        p = p * s + 1.4857224e-5f;
        p = p * s + 6.3726195e-4f;
        p = p * s + 4.8935246e-3f;
        float q = 1.1982584e-6f * s + 1.1853471e-4f;
        q = q * s + 2.2684347e-3f;
        q = q * s + 4.893525e-3f;
        row[i] = v * p / q;
      }
    }
  };

  /** {@code row = activation(row + bias)} over the first {@code n} elements. */
  public abstract void addBias(float[] row, float[] bias, int n);

  /** The name in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Activation> ofWireName(String name) {
    return Stream.of(values()).filter(a -> a.wireName().equals(name)).findFirst();
  }
}
