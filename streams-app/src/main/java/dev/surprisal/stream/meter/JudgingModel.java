package dev.surprisal.stream.meter;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Decision;

/**
 * A model and how its scores become a verdict.
 *
 * @param bundle the model and where it came from
 * @param decision by its calibration
 */
public record JudgingModel(LoadedBundle bundle, Decision decision) {
  /** The bundle's. */
  public String digest() {
    return bundle.digest();
  }
}
