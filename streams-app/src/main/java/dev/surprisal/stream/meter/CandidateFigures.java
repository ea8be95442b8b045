package dev.surprisal.stream.meter;

import java.util.Map;

/**
 * What the meters of a candidate show at one moment.
 *
 * @param model the candidate
 * @param images that it scored beside the model in force
 * @param alarms of these, anomalous by the candidate
 * @param failed images for which its batch failed
 * @param seconds that stream threads spent on it
 * @param disagreements images on which the two differ, by how
 */
public record CandidateFigures(
    JudgingModel model,
    long images,
    long alarms,
    long failed,
    double seconds,
    Map<Disagreement, Long> disagreements) {
  public CandidateFigures {
    disagreements = Map.copyOf(disagreements);
  }

  /** Of the images, anomalous by the model in force. */
  public long activeAlarms() {
    return alarms
        - disagreements.get(Disagreement.CANDIDATE_ALARMS)
        + disagreements.get(Disagreement.ACTIVE_ALARMS);
  }
}
