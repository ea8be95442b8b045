package dev.surprisal.score;

import java.util.Arrays;

/**
 * The scores of clean images that the model was not fitted on. Comparing a new image's score with
 * them gives a conformal p-value. Source: Vovk, Gammerman and Shafer, "Algorithmic Learning in a
 * Random World" (2005), section 2.2.
 */
public final class Calibration {
  private final double[] ascending;

  /**
   * @param scores values of one {@link Score}, at least one, all finite, in any order
   * @throws IllegalArgumentException if there are none, or one is not finite
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

  /** The number n of clean scores. */
  public int size() {
    return ascending.length;
  }

  /** A copy of the clean scores, in ascending order. */
  public double[] scores() {
    return ascending.clone();
  }

  /**
   * The conformal p-value of a score, {@code (1 + #{calibration ≥ score}) / (n + 1)}. For an image
   * that is exchangeable with the calibration images, the p-value is at most α with probability at
   * most α, for every α in (0, 1).
   *
   * @param score higher = stranger
   * @return in (0, 1]; lower = stranger
   * @throws IllegalArgumentException if the score is NaN
   */
  public double pValue(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("score: expected a number, got NaN; the model is broken");
    }
    return (1.0 + ascending.length - below(score)) / (ascending.length + 1.0);
  }

  /** The smallest p-value, 1/(n + 1), and so the smallest false-alarm rate that can be set. */
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
