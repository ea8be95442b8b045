package dev.surprisal.stream.scorer;

import dev.surprisal.PlainText;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.ImageScorer;
import dev.surprisal.score.Scored;
import dev.surprisal.stream.meter.ScoringMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records to outcomes, as one batch. One per thread: decoder and buffers are not shared. */
final class RecordScorer implements AutoCloseable {
  private final ImageDecoder decoder;
  private final ImageScorer scorer;
  private final ScoringMeters meters;

  RecordScorer(ImageDecoder decoder, ImageScorer scorer, ScoringMeters meters) {
    this.decoder = decoder;
    this.scorer = scorer;
    this.meters = meters;
  }

  /**
   * Each record's outcome, in order.
   *
   * @throws BrokenModelException if the model does not yield a finite score for some image
   */
  List<Outcome> score(List<Payload> payloads) {
    long start = System.nanoTime();
    List<Outcome> outcomes = new ArrayList<>(payloads.size());
    List<GrayImage> images = new ArrayList<>(payloads.size());
    for (Payload payload : payloads) {
      outcomes.add(decode(payload, images).orElse(null));
    }
    fillIn(outcomes, judge(images));
    meters.batch(images.size(), System.nanoTime() - start);
    return outcomes;
  }

  /** A rejection, or nothing and one more image. */
  private Optional<Outcome> decode(Payload payload, List<GrayImage> images) {
    Optional<String> reserved = payload.reservedHeader();
    if (reserved.isPresent()) {
      return Optional.of(
          new Outcome.Rejected(
              RejectionReason.RESERVED_HEADER,
              "expected no header of the scorer's own, got " + PlainText.excerpt(reserved.get())));
    }
    Decoded decoded = decoder.decode(payload.value(), payload.contentType());
    if (decoded instanceof Decoded.Rejected rejected) {
      return Optional.of(new Outcome.Rejected(rejected.reason(), rejected.detail()));
    }
    images.add(((Decoded.Image) decoded).image());
    return Optional.empty();
  }

  private List<Scored> judge(List<GrayImage> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    List<Scored> judged;
    try {
      judged = scorer.score(images);
    } catch (RuntimeException e) {
      throw new BrokenModelException("the model cannot score an image: " + e.getMessage(), e);
    }
    for (Scored scored : judged) {
      if (!Double.isFinite(scored.verdict().score())
          || !Double.isFinite(scored.verdict().scores().elboNats())) {
        throw new BrokenModelException(
            "the model cannot score an image: expected finite scores, got " + scored.verdict());
      }
    }
    return judged;
  }

  private static void fillIn(List<Outcome> outcomes, List<Scored> judged) {
    int next = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == null) {
        outcomes.set(i, new Outcome.Judged(judged.get(next++)));
      }
    }
  }

  @Override
  public void close() {
    scorer.close();
  }
}
