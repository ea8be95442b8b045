package dev.surprisal.stream.meter;

/**
 * Kolmogorov–Smirnov distance of the last p-values from the uniform distribution that clean images
 * have: max |F(p) − p| over p = 0.01, 0.02, …, 1. Source: Smirnov 1948, "Table for estimating the
 * goodness of fit of empirical distributions".
 */
final class Uniformity {
  static final int WINDOW = 2_000;

  /** The distance of fewer p-values would be mostly noise. */
  static final int WARM = 200;

  private static final int PARTS = 100;

  private final byte[] recent = new byte[WINDOW];
  private final int[] counts = new int[PARTS];
  private long seen;

  synchronized void add(double pValue) {
    int slot = (int) (seen % WINDOW);
    if (seen >= WINDOW) {
      counts[recent[slot]]--;
    }
    // Upper bounds belong to their part, as in a histogram: 0.01 is in the first hundredth.
    int part = Math.max(0, Math.min(PARTS, (int) Math.ceil(pValue * PARTS - 1e-9)) - 1);
    recent[slot] = (byte) part;
    counts[part]++;
    seen++;
  }

  /** The distance, in [0, 1]; 0 if the p-values are uniform, NaN before 200 of them. */
  synchronized double distance() {
    if (seen < WARM) {
      return Double.NaN;
    }
    double n = Math.min(seen, WINDOW);
    double most = 0;
    int below = 0;
    for (int part = 0; part < PARTS; part++) {
      below += counts[part];
      most = Math.max(most, Math.abs(below / n - (part + 1.0) / PARTS));
    }
    return most;
  }
}
