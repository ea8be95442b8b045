package dev.surprisal.stream.scorer;

import dev.surprisal.Detector;
import dev.surprisal.PlainText;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.intake.Bounds;
import dev.surprisal.stream.intake.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records to outcomes, as one batch. One per thread. */
final class RecordScorer implements AutoCloseable {
  /** Hears of each batch. */
  interface Batches {
    /**
     * @param nanos what decoding and scoring it took
     */
    void done(int images, long nanos);
  }

  private final Detector detector;
  private final Batches batches;

  /**
   * @param detector closed with this
   */
  RecordScorer(Detector detector, Batches batches) {
    this.detector = detector;
    this.batches = batches;
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
    batches.done(images, System.nanoTime() - start);
    return outcomes;
  }

  private Decoded decode(Payload payload) {
    Optional<String> reserved = payload.reservedHeader();
    return reserved.isPresent()
        ? new Decoded.Rejected(
            RejectionReason.RESERVED_HEADER,
            "expected no header of the scorer's own, got " + PlainText.excerpt(reserved.get()))
        : payload
            .cut()
            .flatMap(RecordScorer::rejected)
            .orElseGet(() -> detector.decode(payload.value(), payload.contentType()));
  }

  /** Headers that were left out do no harm: those that decide anything are kept. */
  private static Optional<Decoded> rejected(Cut cut) {
    if (cut.unreadable().isPresent()) {
      String got = PlainText.excerpt(cut.unreadable().get());
      return Optional.of(
          new Decoded.Rejected(
              RejectionReason.BROKEN_IMAGE, "expected a record that can be read, got " + got));
    }
    return cut.wholeValue()
        .map(value -> tooLarge("at most", ImageDecoder.MAX_BYTES, value.length()))
        .or(
            () ->
                cut.wholeKey()
                    .map(key -> tooLarge("a key of at most", Bounds.KEY_BYTES, key.length())));
  }

  private static Decoded tooLarge(String what, int limit, int length) {
    return new Decoded.Rejected(
        RejectionReason.TOO_LARGE, "expected %s %d bytes, got %d".formatted(what, limit, length));
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
