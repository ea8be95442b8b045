package dev.surprisal.stream.meter;

import java.util.Arrays;

/**
 * Population stability index of the last scores against the clean ones, {@code Σ (a − e) ln(a / e)}
 * over ten bins of equal clean share, where a is the recent share of a bin and e = 0.1. An index
 * below 0.1 is usual; above 0.25 the images have changed. Source: Siddiqi, "Credit Risk Scorecards"
 * (2006), chapter 10.
 */
final class Drift {
  static final int WINDOW = 2_000;
  static final int PARTS = 10;

  /** The index of fewer scores would be mostly noise. */
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

  /** The index, 0 if the scores are distributed like the clean ones; NaN before 200 scores. */
  synchronized double index() {
    if (seen < WARM) {
      return Double.NaN;
    }
    double n = Math.min(seen, WINDOW);
    double expected = 1.0 / PARTS;
    double sum = 0;
    for (int count : counts) {
      // Half a score is added to each bin so that an empty one has a finite logarithm.
      double share = (count + 0.5) / (n + 0.5 * PARTS);
      sum += (share - expected) * Math.log(share / expected);
    }
    return sum;
  }

  /** The index of the bin that holds a score; upper bounds are inclusive. */
  private byte part(double score) {
    int found = Arrays.binarySearch(cuts, score);
    return (byte) (found >= 0 ? found : -found - 1);
  }
}
