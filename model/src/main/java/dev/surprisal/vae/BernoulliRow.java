package dev.surprisal.vae;

/**
 * The Bernoulli likelihood of one image given its logits. Owns scratch; one per thread.
 *
 * <p>−log p(x|l) = Σ max(l, 0) − x·l + log(1 + e^−|l|). The exponential is a polynomial without
 * branches, so that the loop runs on whole vector registers, and the sum of logarithms is the
 * logarithm of a product.
 */
public final class BernoulliRow {
  /** e^−20 is below half an ulp of 1, where 1 + e^−|l| no longer changes. */
  private static final float MAX_EXPONENT = 20f;

  /** Factors of at most 2^8 each whose product a double holds. */
  private static final int FACTORS = 96;

  private final int pixels;
  private final float[] linear;
  private final float[] exponential;
  private final float[] folded;

  public BernoulliRow(int pixels) {
    this.pixels = pixels;
    this.linear = new float[pixels];
    this.exponential = new float[pixels];
    this.folded = new float[pixels / 8];
  }

  /**
   * Cross-entropy of the pixels under the logits, in nats; higher = stranger.
   *
   * @param x in [0, 1], read from {@code offset} on
   * @param logits the decoder's outputs, from 0 on
   */
  public double crossEntropy(float[] x, int offset, float[] logits) {
    float[] t = linear;
    float[] e = exponential;
    for (int i = 0; i < pixels; i++) {
      float l = logits[i];
      t[i] = 0.5f * (l + Math.abs(l)) - x[offset + i] * l;
    }
    expOfMinusAbs(logits, e, pixels);
    return sum(t) + sumOfLog1p(e);
  }

  /**
   * {@code p = 1/(1 + e^−l)}: the decoder's mean, in [0, 1].
   *
   * @param means written from 0 on; not {@code logits}
   */
  public void means(float[] logits, float[] means) {
    float[] e = exponential;
    expOfMinusAbs(logits, e, pixels);
    for (int i = 0; i < pixels; i++) {
      float l = logits[i];
      float half = 1f / (1f + e[i]) - 0.5f;
      means[i] = 0.5f + (l < 0 ? -half : half);
    }
  }

  /**
   * e^−|l|, relative error below 3e-6: a minimax polynomial of degree 7 at a sixteenth of the
   * exponent, squared four times.
   */
  static void expOfMinusAbs(float[] logits, float[] target, int n) {
    for (int i = 0; i < n; i++) {
      float a = Math.abs(logits[i]);
      float over = a - MAX_EXPONENT;
      float u = (a - 0.5f * (over + Math.abs(over))) * -0.0625f;
      float y = 0.00010576892f;
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

  private double sum(float[] a) {
    int b = pixels / 8;
    float[] f = folded;
    for (int i = 0; i < b; i++) {
      f[i] =
          ((a[i] + a[i + b]) + (a[i + 2 * b] + a[i + 3 * b]))
              + ((a[i + 4 * b] + a[i + 5 * b]) + (a[i + 6 * b] + a[i + 7 * b]));
    }
    double sum = 0;
    for (int i = 0; i < b; i++) {
      sum += f[i];
    }
    for (int i = 8 * b; i < pixels; i++) {
      sum += a[i];
    }
    return sum;
  }

  private double sumOfLog1p(float[] e) {
    int b = pixels / 8;
    float[] f = folded;
    for (int i = 0; i < b; i++) {
      f[i] =
          ((1f + e[i]) * (1f + e[i + b]) * ((1f + e[i + 2 * b]) * (1f + e[i + 3 * b])))
              * ((1f + e[i + 4 * b])
                  * (1f + e[i + 5 * b])
                  * ((1f + e[i + 6 * b]) * (1f + e[i + 7 * b])));
    }
    double sum = 0;
    for (int start = 0; start < b; start += FACTORS) {
      double product = 1;
      for (int i = start; i < Math.min(b, start + FACTORS); i++) {
        product *= f[i];
      }
      sum += Math.log(product);
    }
    for (int i = 8 * b; i < pixels; i++) {
      sum += Math.log1p(e[i]);
    }
    return sum;
  }
}
