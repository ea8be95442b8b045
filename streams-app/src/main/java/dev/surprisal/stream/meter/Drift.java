package dev.surprisal.stream.meter;

import java.util.Arrays;

/**
 * How far the last scores are from the clean ones: the population stability index over tenths,
 * {@code Σ (a − e) ln(a / e)}, a the recent share of a tenth, e a tenth. Below 0.1 is usual, above
 * 0.25 the images are other ones. Source: Siddiqi, "Credit Risk Scorecards" (2006), chapter 10.
 */
final class Drift {
  static final int WINDOW = 2_000;
  static final int PARTS = 10;

  /** Before this many scores the index is noise. */
  static final int WARM = 200;

  private final double[] cuts;
  private final byte[] recent = new byte[WINDOW];
  private final int[] counts = new int[PARTS];
  private long seen;

  Drift(Reference reference) {
    this.cuts = reference.cuts(PARTS);
  }

  synchronized void add(double score) {
    int slot = (int) (seen % WINDOW);
    if (seen >= WINDOW) {
      counts[recent[slot]]--;
    }
    byte part = part(score);
    recent[slot] = part;
    counts[part]++;
    seen++;
  }

  /** 0 = as the clean ones; NaN before {@value #WARM} scores. */
  synchronized double index() {
    if (seen < WARM) {
      return Double.NaN;
    }
    double n = Math.min(seen, WINDOW);
    double expected = 1.0 / PARTS;
    double sum = 0;
    for (int count : counts) {
      // Half a score more in each part, so that an empty one is finite.
      double share = (count + 0.5) / (n + 0.5 * PARTS);
      sum += (share - expected) * Math.log(share / expected);
    }
    return sum;
  }

  /** The cuts are upper bounds, inclusive. */
  private byte part(double score) {
    int found = Arrays.binarySearch(cuts, score);
    return (byte) (found >= 0 ? found : -found - 1);
  }
}
