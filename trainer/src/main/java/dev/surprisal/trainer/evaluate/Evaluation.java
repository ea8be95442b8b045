package dev.surprisal.trainer.evaluate;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Proportion;
import dev.surprisal.score.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Detection rates of a bundle on sets of anomalies, and its false alarms on normal images.
 *
 * @param calibrationImages of the bundle
 * @param falseAlarms one row for each score
 * @param sets one row for each set of anomalies and score
 */
public record Evaluation(
    int calibrationImages, List<FalseAlarmShares> falseAlarms, List<SetResult> sets) {
  /** The false-alarm rates at which detection is reported. */
  public static final List<Double> RATES = List.of(0.001, 0.01, 0.05);

  /**
   * @param realised share of the normal images called anomalous, for each of {@link #RATES}; NaN
   *     where the calibration cannot support the rate
   */
  public record FalseAlarmShares(Score score, List<Double> realised) {}

  /**
   * @param set the anomalies' name
   * @param detected share of the anomalies called anomalous, for each of {@link #RATES}; NaN where
   *     the calibration cannot support the rate
   */
  public record SetResult(String set, Score score, Ranking ranking, List<Double> detected) {}

  public Evaluation {
    falseAlarms = List.copyOf(falseAlarms);
    sets = List.copyOf(sets);
  }

  /**
   * @param clean images that the model has never seen, by all of the bundle's scores
   * @param anomalies by name, in the order of the report
   */
  public static Evaluation of(Bundle bundle, ScoredSet clean, Map<String, ScoredSet> anomalies) {
    List<FalseAlarmShares> falseAlarms = new ArrayList<>();
    for (Score score : new TreeSet<>(bundle.calibrations().keySet())) {
      falseAlarms.add(
          new FalseAlarmShares(
              score, alarms(bundle.calibrations().get(score), clean.values(score))));
    }
    List<SetResult> sets = new ArrayList<>();
    anomalies.forEach((name, scored) -> sets.addAll(results(bundle, clean, name, scored)));
    int calibrationImages =
        bundle.calibrations().values().stream().mapToInt(Calibration::size).min().orElseThrow();
    return new Evaluation(calibrationImages, falseAlarms, sets);
  }

  /** The smallest false-alarm rate that the calibration supports. */
  public double smallestRate() {
    return 1 / (calibrationImages + 1.0);
  }

  /** Whether some of {@link #RATES} are below that. */
  public boolean hasUnsupportedRates() {
    return RATES.stream().anyMatch(rate -> rate < smallestRate());
  }

  private static List<SetResult> results(
      Bundle bundle, ScoredSet clean, String name, ScoredSet strange) {
    List<SetResult> results = new ArrayList<>();
    for (Score score : new TreeSet<>(bundle.calibrations().keySet())) {
      double[] values = strange.values(score);
      results.add(
          new SetResult(
              name,
              score,
              Ranking.of(clean.values(score), values),
              alarms(bundle.calibrations().get(score), values)));
    }
    return results;
  }

  private static List<Double> alarms(Calibration calibration, double[] values) {
    return RATES.stream()
        .map(
            rate ->
                rate < calibration.smallestRate()
                    ? Double.NaN
                    : Proportion.ofAlarms(calibration, values, rate).share())
        .toList();
  }
}
