package dev.surprisal.stream.scorer;

import dev.surprisal.Detector;
import dev.surprisal.PlainText;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.meter.ScoringMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records to outcomes, as one batch. One per thread. */
final class RecordScorer implements AutoCloseable {
  private final Detector detector;
  private final ScoringMeters meters;

  /**
   * @param detector closed with this
   */
  RecordScorer(Detector detector, ScoringMeters meters) {
    this.detector = detector;
    this.meters = meters;
  }

  /**
   * Each record's outcome, in order.
   *
   * @throws BrokenModelException if the model does not yield a finite score for some image
   */
  List<Outcome> score(List<Payload> payloads) {
    long start = System.nanoTime();
    List<Decoded> decoded = new ArrayList<>(payloads.size());
    int images = 0;
    for (Payload payload : payloads) {
      Decoded one = decode(payload);
      decoded.add(one);
      if (one.kind() == Decoded.Kind.IMAGE) {
        images++;
      }
    }
    List<Outcome> outcomes = judge(decoded);
    meters.batch(images, System.nanoTime() - start);
    return outcomes;
  }

  private Decoded decode(Payload payload) {
    Optional<String> reserved = payload.reservedHeader();
    return reserved.isPresent()
        ? new Decoded.Rejected(
            RejectionReason.RESERVED_HEADER,
            "expected no header of the scorer's own, got " + PlainText.excerpt(reserved.get()))
        : detector.decode(payload.value(), payload.contentType());
  }

  /** Whatever fails here is no fault of the image, which must not be rejected for it. */
  private List<Outcome> judge(List<Decoded> decoded) {
    try {
      return detector.judge(decoded);
    } catch (BrokenModelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BrokenModelException("the model cannot score an image: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    detector.close();
  }
}
