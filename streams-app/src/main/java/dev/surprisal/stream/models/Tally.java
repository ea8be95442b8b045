package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.stream.meter.Disagreement;

/**
 * Numbers of images that a candidate was given beside the model in force.
 *
 * @param images that both scored
 * @param activeAlarms of these, anomalous by the model in force
 * @param candidateAlarms of these, anomalous by the candidate
 * @param onlyCandidate of these, anomalous by the candidate only
 * @param onlyActive of these, anomalous by the model in force only
 * @param rejected that the candidate cannot score
 * @param failed in batches at which the candidate failed
 */
record Tally(
    long images,
    long activeAlarms,
    long candidateAlarms,
    long onlyCandidate,
    long onlyActive,
    long rejected,
    long failed) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0);

  /** More than any poll has: sums of these do not overflow. */
  private static final int MOST = Integer.MAX_VALUE;

  /**
   * Of a summary.
   *
   * @throws dev.surprisal.BadInputException if numbers are missing, or cannot be
   */
  static Tally of(JsonRecord summary) {
    long images = summary.whole("images", 0, MOST);
    JsonNode disagreements = summary.node("disagreements");
    long candidateAlarms = summary.whole("candidateAlarms", 0, images);
    long activeAlarms = summary.whole("activeAlarms", 0, images);
    return new Tally(
        images,
        activeAlarms,
        candidateAlarms,
        number(disagreements, Disagreement.CANDIDATE_ALARMS, candidateAlarms),
        number(disagreements, Disagreement.ACTIVE_ALARMS, activeAlarms),
        number(disagreements, Disagreement.CANDIDATE_REJECTS, MOST),
        summary.has("failedImages") ? summary.whole("failedImages", 0, MOST) : 0);
  }

  private static long number(JsonNode disagreements, Disagreement kind, long most) {
    return JsonRecord.whole(disagreements, kind.wireName(), 0, most);
  }

  Tally plus(Tally other) {
    return new Tally(
        images + other.images,
        activeAlarms + other.activeAlarms,
        candidateAlarms + other.candidateAlarms,
        onlyCandidate + other.onlyCandidate,
        onlyActive + other.onlyActive,
        rejected + other.rejected,
        failed + other.failed);
  }

  /** That both scored, and of which one calls anomalous what the other does not. */
  long differing() {
    return onlyCandidate + onlyActive;
  }

  /** That the model in force judged and the candidate did not. */
  long unscored() {
    return rejected + failed;
  }
}
