package dev.surprisal.score;

import dev.surprisal.BadInputException;

/**
 * How scores become a verdict.
 *
 * @param score the score that decides
 * @param calibration clean images' values of that score
 * @param falseAlarmRate the share of clean images that may be called anomalous, at least {@link
 *     Calibration#smallestRate()}, below 1
 */
public record Decision(Score score, Calibration calibration, double falseAlarmRate) {
  /**
   * @throws BadInputException if the calibration cannot support the rate
   */
  public Decision {
    if (!(falseAlarmRate >= calibration.smallestRate() && falseAlarmRate < 1)) {
      throw new BadInputException(
          "--false-alarm-rate: expected at least %.3g (1/(n+1) for the bundle's n = %d calibration images) and below 1, got %s"
              .formatted(calibration.smallestRate(), calibration.size(), falseAlarmRate));
    }
  }

  /** Anomalous when {@code p ≤ falseAlarmRate}. */
  public Verdict decide(Scores scores) {
    double value = scores.value(score);
    double pValue = calibration.pValue(value);
    return new Verdict(scores, value, pValue, falseAlarmRate, pValue <= falseAlarmRate);
  }
}
