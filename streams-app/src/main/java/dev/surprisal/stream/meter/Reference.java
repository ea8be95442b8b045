package dev.surprisal.stream.meter;

import dev.surprisal.score.Calibration;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The distribution of the clean images' scores, to which the stream's are compared. The bounds of
 * the score histogram's buckets are its quantiles.
 */
final class Reference {
  private static final double[] QUANTILES = {
    .01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .98, .99, .995, .999, 1
  };

  /** Bounds above the largest clean score, in units of the range of the clean scores. */
  private static final double[] BEYOND = {.1, .25, .5, 1, 2, 5, 10};

  private final double[] ascending;

  Reference(Calibration calibration) {
    this.ascending = calibration.scores();
  }

  /** Upper bounds of the buckets, ascending, without infinity; 6 significant digits. */
  double[] bounds() {
    double strangest = quantile(1);
    double span = strangest - quantile(.01);
    return DoubleStream.concat(
            Arrays.stream(QUANTILES).map(this::quantile),
            Arrays.stream(BEYOND).map(factor -> strangest + factor * span))
        .map(Reference::rounded)
        .sorted()
        .distinct()
        .toArray();
  }

  /** The bounds that cut the clean scores into {@code parts} of equal share. */
  double[] cuts(int parts) {
    double[] cuts = new double[parts - 1];
    Arrays.setAll(cuts, i -> quantile((i + 1.0) / parts));
    return cuts;
  }

  /** Share of clean scores that are at most {@code bound}. */
  double cumulative(double bound) {
    return Arrays.stream(ascending).filter(score -> score <= bound).count()
        / (double) ascending.length;
  }

  private double quantile(double q) {
    return ascending[(int) Math.ceil(q * ascending.length) - 1];
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(6)).doubleValue();
  }
}
