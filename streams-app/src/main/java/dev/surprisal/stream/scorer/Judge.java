package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Decision;
import dev.surprisal.score.OnlineFdr;
import dev.surprisal.score.Score;
import dev.surprisal.stream.meter.JudgingModel;
import dev.surprisal.stream.source.AlertRules;
import dev.surprisal.stream.source.AlertSettings;
import java.util.Optional;

/**
 * A model as this scorer judges by it.
 *
 * @param bundle the model and where it came from
 * @param decision how its scores become a verdict
 * @param fdr judges each image by a level of its own, with {@code --control fdr}
 * @param rules when a source raises an alert, if it does at all
 */
record Judge(
    LoadedBundle bundle, Decision decision, Optional<OnlineFdr> fdr, Optional<AlertRules> rules) {

  /**
   * As settings demand.
   *
   * @param wanted the score that decides, or the bundle's own choice
   * @throws dev.surprisal.BadInputException if the bundle does not support them
   */
  static Judge of(
      LoadedBundle loaded,
      Optional<Score> wanted,
      AlarmControl control,
      Optional<AlertSettings> alerts) {
    Bundle bundle = loaded.bundle();
    Score score = wanted.orElse(bundle.defaultScore());
    // Before the decision, which would speak of a false-alarm rate.
    Optional<OnlineFdr> fdr =
        Optional.ofNullable(bundle.calibrations().get(score)).flatMap(control::fdr);
    Decision decision = bundle.decision(score, control.rate());
    return new Judge(
        loaded,
        decision,
        fdr,
        alerts.map(
            settings ->
                AlertRules.of(AlarmPromise.of(decision), settings, loaded.digest(), score)));
  }

  /** What the rate of false alarms promises, where that is what is controlled. */
  Optional<AlarmPromise> promise() {
    return fdr.isPresent() ? Optional.empty() : Optional.of(AlarmPromise.of(decision));
  }

  /** As its meters take it. */
  JudgingModel model() {
    return new JudgingModel(bundle, decision);
  }

  String digest() {
    return bundle.digest();
  }
}
