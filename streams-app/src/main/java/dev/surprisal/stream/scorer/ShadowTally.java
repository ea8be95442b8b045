package dev.surprisal.stream.scorer;

import dev.surprisal.score.Outcome;
import dev.surprisal.stream.meter.Disagreement;
import java.util.EnumMap;
import java.util.Map;

/** Sums of what a candidate found out about the images of one partition in one poll. */
final class ShadowTally {
  private final long firstOffset;
  private long lastOffset;
  private int images;
  private int activeAlarms;
  private int candidateAlarms;
  private int failedImages;
  private final Map<Disagreement, Integer> disagreements = new EnumMap<>(Disagreement.class);

  ShadowTally(long firstOffset) {
    this.firstOffset = firstOffset;
  }

  void add(long offset, Outcome judged, Shadowed shadowed) {
    lastOffset = offset;
    shadowed.disagreement().ifPresent(kind -> disagreements.merge(kind, 1, Integer::sum));
    if (shadowed.outcome().isEmpty()) {
      failedImages++;
    } else if (shadowed.outcome().get().kind() == Outcome.Kind.JUDGED) {
      images++;
      activeAlarms += Shadowed.alarms(judged) ? 1 : 0;
      candidateAlarms += Shadowed.alarms(shadowed.outcome().get()) ? 1 : 0;
    }
  }

  long firstOffset() {
    return firstOffset;
  }

  long lastOffset() {
    return lastOffset;
  }

  /** Those that both could score. */
  int images() {
    return images;
  }

  /** Of these, anomalous by the model that judged. */
  int activeAlarms() {
    return activeAlarms;
  }

  /** Of these, anomalous by the candidate. */
  int candidateAlarms() {
    return candidateAlarms;
  }

  /** Those of batches at which the candidate failed. */
  int failedImages() {
    return failedImages;
  }

  int disagreements(Disagreement kind) {
    return disagreements.getOrDefault(kind, 0);
  }
}
