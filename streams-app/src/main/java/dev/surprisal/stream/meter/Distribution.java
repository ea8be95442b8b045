package dev.surprisal.stream.meter;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.Arrays;

/** How many values a histogram has in each of its buckets. */
public final class Distribution {
  /** Upper bounds, ascending; the last one is infinite. */
  private final double[] bounds;

  private final long[] counts;

  private Distribution(double[] bounds, long[] counts) {
    this.bounds = bounds;
    this.counts = counts;
  }

  /**
   * A distribution.
   *
   * @param bounds upper bounds, ascending; the last one is infinite
   * @param counts values in each bucket
   */
  public static Distribution of(double[] bounds, long[] counts) {
    if (bounds.length != counts.length || bounds[bounds.length - 1] != Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "buckets: expected a count for each bound and an infinite one, got %s, %s"
              .formatted(Arrays.toString(bounds), Arrays.toString(counts)));
    }
    return new Distribution(bounds.clone(), counts.clone());
  }

  /** What a histogram without labels has counted so far. */
  static Distribution of(Histogram histogram) {
    HistogramDataPointSnapshot point = histogram.collect().getDataPoints().get(0);
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    double[] bounds = new double[buckets.size()];
    long[] counts = new long[buckets.size()];
    for (int i = 0; i < counts.length; i++) {
      bounds[i] = buckets.getUpperBound(i);
      counts[i] = buckets.getCount(i);
    }
    return new Distribution(bounds, counts);
  }

  public int buckets() {
    return counts.length;
  }

  /** Upper bound of a bucket, inclusive; that of the last one is infinite. */
  public double upperBound(int bucket) {
    return bounds[bucket];
  }

  /** Values in a bucket. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** Values in all buckets. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** What was counted since an earlier look at the same histogram. */
  public Distribution since(Distribution earlier) {
    long[] difference = new long[counts.length];
    Arrays.setAll(difference, i -> counts[i] - earlier.counts[i]);
    return new Distribution(bounds, difference);
  }

  /**
   * The quantile as Prometheus' {@code histogram_quantile} estimates it for values of at least 0:
   * by linear interpolation within a bucket. In the last bucket it is that bucket's lower bound.
   *
   * @param q in (0, 1)
   * @return NaN if there are no values
   */
  public double quantile(double q) {
    double rank = q * total();
    long below = 0;
    for (int i = 0; i < counts.length - 1; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double lower = i == 0 ? 0 : bounds[i - 1];
        return lower + (bounds[i] - lower) * (rank - below) / counts[i];
      }
      below += counts[i];
    }
    return total() == 0 ? Double.NaN : bounds[bounds.length - 2];
  }
}
