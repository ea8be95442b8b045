package dev.surprisal.score;

import java.util.Arrays;

/**
 * Scores of clean images that the model was not fitted on, against which a new image's score
 * becomes a conformal p-value. Source: Vovk, Gammerman and Shafer, "Algorithmic Learning in a
 * Random World" (2005), section 2.2.
 */
public final class Calibration {
  private final double[] ascending;

  /**
   * @param scores of one kind, at least one, all finite, in any order
   */
  public Calibration(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0
        || !Double.isFinite(sorted[0])
        || !Double.isFinite(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException(
          "calibration scores: expected at least one, all finite; check the model");
    }
    this.ascending = sorted;
  }

  /** How many clean scores there are. */
  public int size() {
    return ascending.length;
  }

  /** A copy, ascending. */
  public double[] scores() {
    return ascending.clone();
  }

  /**
   * {@code (1 + #{calibration ≥ score}) / (n + 1)}: for an image as clean as the calibration's, at
   * most α with probability at most α, for every α.
   *
   * @param score higher = stranger; not NaN
   */
  public double pValue(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("score: expected a number, got NaN; the model is broken");
    }
    return (1.0 + ascending.length - below(score)) / (ascending.length + 1.0);
  }

  /** The smallest false-alarm rate that this many scores can support. */
  public double smallestRate() {
    return 1.0 / (ascending.length + 1.0);
  }

  private int below(double score) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
