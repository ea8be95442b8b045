package dev.surprisal.score;

import java.util.Locale;

/**
 * What a false-alarm rate promises, in the words that every page, summary and report uses.
 *
 * <p>A conformal p-value keeps the rate on average over calibrations. One calibration of n images
 * has a rate of its own, distributed as Beta(k, n + 1 − k) with k = ⌊rate · (n + 1)⌋, so that the
 * false alarms among m further clean images are beta-binomial. Sources: Vovk 2012, "Conditional
 * validity of inductive conformal predictors" (arXiv:1209.2673), section 3; Angelopoulos and Bates
 * 2021 (arXiv:2107.07511), section 3.2.
 *
 * @param rate the share of clean images that may be called anomalous, in (0, 1)
 * @param calibrationImages n, the clean images that a score is compared with, at least 1
 */
public record AlarmPromise(double rate, int calibrationImages) {
  private static final double COVERAGE = 0.95;

  /** Probabilities below this share of the largest one are left out of the sums. */
  private static final double NEGLIGIBLE = 1e-15;

  /** With more clean images the band is that of the calibration alone, and costly to compute. */
  private static final long MANY = 10_000_000;

  /** The promise of a decision. */
  public static AlarmPromise of(Decision decision) {
    return new AlarmPromise(decision.falseAlarmRate(), decision.calibration().size());
  }

  /** The promise without figures for a number of images. */
  public String inWords() {
    return "at most %s of clean images on average over calibrations".formatted(percent(rate));
  }

  /**
   * The promise and the band for a number of clean images.
   *
   * @param cleanImages how many were judged, at least 1
   */
  public String inWords(long cleanImages) {
    Band band = band(cleanImages);
    return String.format(
        Locale.ROOT,
        "%s; %s to %s is usual for %,d",
        inWords(),
        percent(band.low()),
        percent(band.high()),
        cleanImages);
  }

  /**
   * The realised false-alarm rates that are usual, in 95 of 100 pairs of calibration and images.
   *
   * @param cleanImages how many were judged, at least 1
   */
  public Band band(long cleanImages) {
    if (cleanImages < 1) {
      throw new IllegalArgumentException("expected at least 1 clean image, got " + cleanImages);
    }
    double tail = (1 - COVERAGE) / 2;
    long images = Math.min(cleanImages, MANY);
    BetaBinomial alarms = new BetaBinomial(images, rank(), calibrationImages + 1.0 - rank());
    return new Band(
        alarms.quantile(tail) / (double) images, alarms.quantile(1 - tail) / (double) images);
  }

  /**
   * Shares of the clean images.
   *
   * @param low lower end, in [0, 1]
   * @param high upper end, in [0, 1]
   */
  public record Band(double low, double high) {}

  /** How many of the n + 1 ranks alarm. */
  private long rank() {
    long rank = (long) Math.floor(rate * (calibrationImages + 1.0));
    // The decision divides where this multiplies: the two may round to different sides.
    return (rank + 1) / (calibrationImages + 1.0) <= rate ? rank + 1 : Math.max(1, rank);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** Number of successes of {@code n} draws whose probability is Beta(a, b), a and b at least 1. */
  private record BetaBinomial(long n, double a, double b) {
    /** The smallest number that is not exceeded with at least probability {@code q}. */
    long quantile(double q) {
      // Unnormalised probabilities, 1 at the mean; the recurrence cannot overflow from there.
      long mean = Math.round(n * (a / (a + b)));
      long first = mean;
      double sum = 1;
      double weight = 1;
      double lowest = 1;
      while (first > 0 && weight > NEGLIGIBLE * sum) {
        weight /= ratio(--first);
        sum += weight;
        lowest = weight;
      }
      weight = 1;
      for (long x = mean; x < n && weight > NEGLIGIBLE * sum; x++) {
        weight *= ratio(x);
        sum += weight;
      }
      long x = first;
      double below = lowest;
      for (weight = lowest; below < q * sum && x < n; x++) {
        weight *= ratio(x);
        below += weight;
      }
      return x;
    }

    /** P(x + 1) / P(x). */
    private double ratio(long x) {
      return (n - x) * (a + x) / ((x + 1) * (b + n - x - 1));
    }
  }
}
