package dev.surprisal.stream.feedback;

import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Optional;

/**
 * An image that may be collected, and its verdict.
 *
 * @param timestamp of its record, in milliseconds since 1970
 * @param anomalous whether it was an alarm
 * @param digest of the model that judged it
 */
record Candidate(
    ImageId id,
    Optional<String> source,
    long timestamp,
    double pValue,
    boolean anomalous,
    String digest) {
  static Candidate of(ImageId id, VerdictMessage verdict) {
    return new Candidate(
        id,
        verdict.source(),
        verdict.timestamp(),
        verdict.pValue(),
        verdict.anomalous(),
        verdict.modelDigest());
  }
}
