package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import java.util.Map;
import java.util.TreeSet;

/**
 * A model with what it takes to decide by it and to know where it came from.
 *
 * @param name what people call it
 * @param preset the architecture's name
 * @param model weights and statistics
 * @param defaultScore the score that decides unless the user picks another
 * @param calibrations held-out clean scores, by kind
 * @param residuals of clean images, by pixel
 * @param provenance data, settings, versions, evaluation
 */
public record Bundle(
    String name,
    String preset,
    Model model,
    Score defaultScore,
    Map<Score, Calibration> calibrations,
    Residuals residuals,
    Provenance provenance) {
  /** File and format version of what {@link BundleFolder} writes. */
  public static final int FORMAT_VERSION = 1;

  public Bundle {
    calibrations = Map.copyOf(calibrations);
    if (!model.scores().containsAll(calibrations.keySet())) {
      throw new IllegalArgumentException(
          "calibrations: expected of %s, got of %s"
              .formatted(model.scores(), new TreeSet<>(calibrations.keySet())));
    }
    if (!calibrations.containsKey(defaultScore)) {
      throw new IllegalArgumentException("defaultScore: no calibration for " + defaultScore);
    }
  }

  /**
   * Decision by one of the calibrated scores.
   *
   * @throws BadInputException if the bundle has no calibration of it, or one too small for the rate
   */
  public Decision decision(Score score, double falseAlarmRate) {
    Calibration calibration = calibrations.get(score);
    if (calibration == null) {
      throw new BadInputException(
          "--score: expected one of %s (what this bundle is calibrated for), got %s"
              .formatted(
                  calibrations.keySet().stream().map(Score::wireName).sorted().toList(),
                  score.wireName()));
    }
    return new Decision(score, calibration, falseAlarmRate);
  }
}
