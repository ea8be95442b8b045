package dev.surprisal.vae;

/**
 * Sums over an array, in an order that the JIT can vectorise: the array is first folded into an
 * eighth of its length. Java forbids the JIT to reorder a plain sum of floats. Keeps scratch
 * arrays; one per thread.
 */
public final class RowFold {
  private static final int FOLDS = 8;

  /** Folded factors, at most 2^8 each, whose product stays below a double's maximum of 2^1024. */
  private static final int FACTORS = 1000 / FOLDS;

  private final int length;
  private final int width;
  private final float[] folded;
  private final float[] products;

  public RowFold(int length) {
    this.length = length;
    this.width = length / FOLDS;
    this.folded = new float[width];
    this.products = new float[length];
  }

  /** Σ a over the first {@code length} elements. */
  public double sum(float[] a) {
    int b = width;
    float[] f = folded;
    for (int i = 0; i < b; i++) {
      f[i] =
          ((a[i] + a[i + b]) + (a[i + 2 * b] + a[i + 3 * b]))
              + ((a[i + 4 * b] + a[i + 5 * b]) + (a[i + 6 * b] + a[i + 7 * b]));
    }
    // Four independent sums, so that an addition need not wait for the one before it.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < b; i += 4) {
      s0 += f[i];
      s1 += f[i + 1];
      s2 += f[i + 2];
      s3 += f[i + 3];
    }
    for (; i < b; i++) {
      s0 += f[i];
    }
    for (i = FOLDS * b; i < length; i++) {
      s1 += a[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ a·b over the first {@code length} elements. */
  public double dot(float[] a, float[] b) {
    float[] p = products;
    for (int i = 0; i < length; i++) {
      p[i] = a[i] * b[i];
    }
    return sum(p);
  }

  /**
   * Σ log(1 + e) over the first {@code length} elements.
   *
   * @param e each in [0, 1]
   */
  public double sumOfLog1p(float[] e) {
    int b = width;
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
      int end = Math.min(b, start + FACTORS);
      // Four independent products, so that a multiplication need not wait for the one before it.
      double p0 = 1;
      double p1 = 1;
      double p2 = 1;
      double p3 = 1;
      int i = start;
      for (; i + 3 < end; i += 4) {
        p0 *= f[i];
        p1 *= f[i + 1];
        p2 *= f[i + 2];
        p3 *= f[i + 3];
      }
      for (; i < end; i++) {
        p0 *= f[i];
      }
      sum += Math.log((p0 * p1) * (p2 * p3));
    }
    for (int i = FOLDS * b; i < length; i++) {
      sum += Math.log1p(e[i]);
    }
    return sum;
  }
}
