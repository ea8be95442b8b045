package dev.surprisal.stream.source;

import dev.surprisal.cli.Problems;
import java.time.Duration;

/**
 * What the user decides about alerts.
 *
 * @param topic that they go to
 * @param falseAlertsPerWeek how many alerts of each kind a week a source in order may raise on
 *     average
 * @param imagesPerSecond of a source, at most; a faster one has more false alerts in proportion
 * @param silentAfter how long a source may send nothing; zero for ever
 * @param maxSources that are followed in each partition
 * @param driftImages of a source that are compared with its first ones; zero for never
 */
public record AlertSettings(
    String topic,
    double falseAlertsPerWeek,
    double imagesPerSecond,
    Duration silentAfter,
    int maxSources,
    int driftImages) {
  private static final double SECONDS_A_WEEK = 7 * 24 * 3600;

  /** Notes what cannot be used. */
  public void check(Problems problems) {
    problems
        .expect(
            falseAlertsPerWeek > 0 && falseAlertsPerWeek <= 1_000,
            "--false-alerts-per-week",
            "a number above 0, at most 1000",
            falseAlertsPerWeek)
        .expect(
            imagesPerSecond > 0 && imagesPerSecond <= 1e6,
            "--images-per-second",
            "a number above 0, at most 1000000",
            imagesPerSecond)
        .expect(
            !silentAfter.isNegative(),
            "--silent-after",
            "at least 0 seconds",
            silentAfter.toSeconds())
        .expect(
            maxSources >= 1 && maxSources <= 100_000, "--max-sources", "1 to 100000", maxSources)
        .expect(
            driftImages == 0 || (driftImages >= DriftRule.LEAST && driftImages <= DriftRule.MOST),
            "--drift-images",
            "0, or %d to %d".formatted(DriftRule.LEAST, DriftRule.MOST),
            driftImages);
  }

  /** The probability of a false alert that one image may have. */
  double perImage() {
    return falseAlertsPerWeek / (imagesPerSecond * SECONDS_A_WEEK);
  }
}
