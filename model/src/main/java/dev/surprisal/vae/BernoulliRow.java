package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;

/**
 * The Bernoulli likelihood of one image given its logits l: p = 1/(1 + e^−l), −log p(x|l) = Σ
 * max(l, 0) − x·l + log(1 + e^−|l|). Keeps scratch arrays; one per thread.
 *
 * <p>The loops have neither branches nor calls, so that the JIT can vectorise them. The sum of
 * logarithms is computed as the logarithm of a product.
 */
public final class BernoulliRow implements LikelihoodRow {
  /** From this exponent on, 1 + e^−|l| rounds to 1 in float32. */
  private static final float MAX_EXPONENT = 20f;

  private static final double[] ENTROPY = entropyTable();

  private final int pixels;
  private final RowFold fold;
  private final float[] exponential;
  private final float[] means;
  private final float[] terms;
  private double nats;

  public BernoulliRow(int pixels) {
    this.pixels = pixels;
    this.fold = new RowFold(pixels);
    this.exponential = new float[pixels];
    this.means = new float[pixels];
    this.terms = new float[pixels];
  }

  @Override
  public void load(float[] x, float[] logits) {
    expOfMinusAbs(logits, exponential, pixels);
    nats = linear(x, logits) + fold.sumOfLog1p(exponential);
  }

  @Override
  public double nats() {
    return nats;
  }

  @Override
  public float[] means(float[] logits) {
    float[] e = exponential;
    float[] m = means;
    for (int i = 0; i < pixels; i++) {
      float sign = Math.max(-1f, Math.min(1f, logits[i] * 1e30f));
      m[i] = 0.5f + sign * (1f / (1f + e[i]) - 0.5f);
    }
    return m;
  }

  @Override
  public double squaredError(float[] x) {
    float[] m = means;
    float[] t = terms;
    for (int i = 0; i < pixels; i++) {
      float difference = x[i] - m[i];
      t[i] = difference * difference;
    }
    return fold.sum(t);
  }

  @Override
  public void gradient(float[] x, float[] gradient) {
    float[] p = means;
    for (int i = 0; i < pixels; i++) {
      gradient[i] = p[i] - x[i];
    }
  }

  /** The image's own entropy. */
  @Override
  public double leastNats(GrayImage image) {
    return image.sum(ENTROPY);
  }

  private double linear(float[] x, float[] logits) {
    float[] t = terms;
    for (int i = 0; i < pixels; i++) {
      float l = logits[i];
      t[i] = Math.max(l, 0f) - x[i] * l;
    }
    return fold.sum(t);
  }

  /**
   * Computes e^−|l| with a relative error below 1.1e-5: a minimax polynomial of degree 7 for
   * e^(−|l|/16), squared four times.
   */
  static void expOfMinusAbs(float[] logits, float[] target, int n) {
    for (int i = 0; i < n; i++) {
      float u = Math.max(Math.abs(logits[i]) * (-1 / 16f), -MAX_EXPONENT / 16f);
      float y = 1.0576892e-4f;
      y = y * u + 0.0012167075f;
      y = y * u + 0.008156433f;
      y = y * u + 0.041563466f;
      y = y * u + 0.1666337f;
      y = y * u + 0.4999949f;
      y = y * u + 0.9999997f;
      y = y * u + 1f;
      y = y * y;
      y = y * y;
      y = y * y;
      target[i] = y * y;
    }
  }

  /** −x ln x − (1 − x) ln(1 − x) for each grey value, x = byte / 255. */
  private static double[] entropyTable() {
    double[] table = new double[256];
    for (int i = 1; i < 255; i++) {
      double g = i / 255.0;
      table[i] = -g * Math.log(g) - (1 - g) * Math.log1p(-g);
    }
    return table;
  }
}
