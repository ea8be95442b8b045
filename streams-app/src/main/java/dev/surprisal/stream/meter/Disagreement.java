package dev.surprisal.stream.meter;

import java.util.Locale;

/** How a candidate and the model that judged an image differ about it. */
public enum Disagreement {
  /** The candidate calls it anomalous, the model that judged did not. */
  CANDIDATE_ALARMS,
  /** The model that judged called it anomalous, the candidate does not. */
  ACTIVE_ALARMS,
  /** The candidate cannot score what the model that judged could, as where its size is another. */
  CANDIDATE_REJECTS;

  /** As it stands in meters and records. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
