package dev.surprisal.score;

import dev.surprisal.BadInputException;
import java.util.Arrays;

/**
 * The rule by which scores become a verdict: anomalous when the p-value is at most the false-alarm
 * rate.
 *
 * @param score the score that decides
 * @param calibration values of that score for clean images
 * @param falseAlarmRate the share of clean images that may be called anomalous, on average over
 *     calibrations; at least {@link Calibration#smallestRate()}, below 1
 */
public record Decision(Score score, Calibration calibration, double falseAlarmRate) {
  /**
   * @throws BadInputException if the calibration cannot support the rate
   */
  public Decision {
    if (!(falseAlarmRate >= calibration.smallestRate() && falseAlarmRate < 1)) {
      throw new BadInputException(
          "falseAlarmRate: expected at least %.3g (1/(n+1) for n = %d calibration images) and below 1, got %s"
              .formatted(calibration.smallestRate(), calibration.size(), falseAlarmRate));
    }
  }

  /**
   * The verdict on one image.
   *
   * @throws IllegalArgumentException if the score that decides is NaN
   */
  public Verdict decide(Scores scores) {
    double value = scores.value(score);
    double pValue = calibration.pValue(value);
    return new Verdict(scores, value, pValue, falseAlarmRate, pValue <= falseAlarmRate);
  }

  /** Scores above this one, one of the clean scores, are anomalous; the others are not. */
  public double threshold() {
    return Arrays.stream(calibration.scores())
        .filter(clean -> calibration.pValue(Math.nextUp(clean)) <= falseAlarmRate)
        .findFirst()
        .orElseThrow();
  }
}
