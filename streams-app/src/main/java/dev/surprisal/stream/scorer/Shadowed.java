package dev.surprisal.stream.scorer;

import dev.surprisal.score.Outcome;
import dev.surprisal.stream.meter.Disagreement;
import java.util.Optional;

/**
 * What a candidate found out beside the verdict on one image.
 *
 * @param candidate whose outcome it is
 * @param outcome by the candidate; nothing if it failed at the batch that the image was in
 * @param disagreement how it differs from that of the model that judged, if it does
 * @param tally of the images up to this one, on the last one of a poll, a partition and a model
 */
record Shadowed(
    Judge candidate,
    Optional<Outcome> outcome,
    Optional<Disagreement> disagreement,
    Optional<ShadowTally> tally) {
  /**
   * @param judged by the model that judges the image
   */
  static Shadowed of(Judge candidate, Outcome judged, Outcome outcome) {
    return new Shadowed(
        candidate, Optional.of(outcome), disagreement(judged, outcome), Optional.empty());
  }

  /** Of an image in a batch at which the candidate failed. */
  static Shadowed failed(Judge candidate) {
    return new Shadowed(candidate, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Optional<Disagreement> disagreement(Outcome judged, Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.REJECTED) {
      return Optional.of(Disagreement.CANDIDATE_REJECTS);
    }
    if (alarms(judged) == alarms(outcome)) {
      return Optional.empty();
    }
    return Optional.of(
        alarms(outcome) ? Disagreement.CANDIDATE_ALARMS : Disagreement.ACTIVE_ALARMS);
  }

  /** Whether an outcome is a verdict of anomalous. */
  static boolean alarms(Outcome outcome) {
    return outcome instanceof Outcome.Judged judged && judged.scored().verdict().anomalous();
  }

  Shadowed with(ShadowTally some) {
    return new Shadowed(candidate, outcome, disagreement, Optional.of(some));
  }
}
