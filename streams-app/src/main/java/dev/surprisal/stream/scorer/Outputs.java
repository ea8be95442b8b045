package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Forwards a task's verdicts and rejected records: each within what an output may have, with the
 * time at which it was found, and as an event where that is wanted.
 */
final class Outputs {
  private final Scoring scoring;
  private final ProcessorContext<byte[], byte[]> context;

  Outputs(Scoring scoring, ProcessorContext<byte[], byte[]> context) {
    this.scoring = scoring;
    this.context = context;
  }

  /**
   * A verdict but for its JSON.
   *
   * @param record has the image's key and those of its headers that fit
   * @param room what the JSON may have, in bytes: at least half of the limit
   */
  record Envelope(Record<byte[], byte[]> record, int room) {}

  /** For the verdicts on an image; empty where its key, which they have, leaves too little room. */
  Optional<Envelope> envelope(Record<byte[], byte[]> image) {
    int limit = scoring.limit().bytes();
    int besideKey = limit - attributes() - (image.key() == null ? 0 : image.key().length);
    if (besideKey < limit / 2) {
      return Optional.empty();
    }
    int forHeaders = Math.min(limit / 4, besideKey - limit / 2);
    Headers headers = ProducersHeaders.ofVerdict(image.headers(), forHeaders);
    return Optional.of(
        new Envelope(now(image).withHeaders(headers), besideKey - ProducersHeaders.size(headers)));
  }

  /** Of an image that gets no envelope. */
  Outcome.Rejected keyTooLarge(Record<byte[], byte[]> image) {
    return new Outcome.Rejected(
        RejectionReason.TOO_LARGE,
        "expected a key of at most %d bytes, half of what an output may have, got %d"
            .formatted(scoring.limit().bytes() / 2 - attributes(), image.key().length));
  }

  void score(Envelope envelope, Origin origin, byte[] json) {
    verdict(envelope, origin, CloudEvents.Type.SCORED, json, ScoringTopology.TO_SCORES);
  }

  void anomaly(Envelope envelope, Origin origin, byte[] json) {
    verdict(envelope, origin, CloudEvents.Type.ANOMALOUS, json, ScoringTopology.TO_ANOMALIES);
  }

  private void verdict(
      Envelope envelope, Origin origin, CloudEvents.Type type, byte[] json, String sink) {
    Record<byte[], byte[]> record = envelope.record();
    Record<byte[], byte[]> described =
        scoring
            .cloudEvents()
            .map(events -> events.describe(record.headers(), type, origin.id(), record.timestamp()))
            .map(record::withHeaders)
            .orElse(record);
    context.forward(described.withValue(json), sink);
  }

  /** Where there is room for nothing but the reason, the copy is no event. */
  void rejected(Record<byte[], byte[]> record, Origin origin, Outcome.Rejected outcome) {
    int limit = scoring.limit().bytes();
    int room = Math.max(OutputLimit.LEAST, limit - attributes());
    Record<byte[], byte[]> copy = now(new RejectedCopy(record, origin, outcome).within(room));
    long size = OutputLimit.size(copy.key(), copy.value(), copy.headers());
    Record<byte[], byte[]> described =
        scoring
            .cloudEvents()
            .filter(events -> size + events.largest() <= limit)
            .map(events -> events.describeCopy(copy.headers(), origin.id(), copy.timestamp()))
            .map(copy::withHeaders)
            .orElse(copy);
    context.forward(described, ScoringTopology.TO_REJECTED);
  }

  /**
   * Without the image's key and headers, so that it is small whatever came. The key keeps what is
   * said of a partition in its order, so that a reader sees what comes twice.
   */
  void shadowed(
      Record<byte[], byte[]> image, Origin origin, OutcomeHeader judged, Shadowed shadowed) {
    if (scoring.topics().shadow().isEmpty()) {
      return;
    }
    if (shadowed.disagreement().isPresent()) {
      byte[] source = scoring.sourceName().of(image);
      byte[] json =
          ShadowJson.disagreement(origin, source, judged.judge(), judged.outcome(), shadowed);
      shadow(image, origin, origin.id(), json);
    }
    shadowed
        .tally()
        .ifPresent(
            tally ->
                shadow(
                    image,
                    origin,
                    origin.id() + "-summary",
                    ShadowJson.summary(origin, judged.judge(), shadowed.candidate(), tally)));
  }

  private void shadow(Record<byte[], byte[]> image, Origin origin, String id, byte[] json) {
    byte[] key = (origin.topic() + "-" + origin.partition()).getBytes(UTF_8);
    Record<byte[], byte[]> bare = now(image).withHeaders(new RecordHeaders()).withKey(key);
    Record<byte[], byte[]> described =
        scoring
            .cloudEvents()
            .map(
                events ->
                    events.describe(
                        bare.headers(), CloudEvents.Type.SHADOWED, id, bare.timestamp()))
            .map(bare::withHeaders)
            .orElse(bare);
    context.forward(described.withValue(json), ScoringTopology.TO_SHADOW);
  }

  /** What describing it as an event may add to an output, in bytes. */
  private int attributes() {
    return scoring.cloudEvents().map(CloudEvents::largest).orElse(0);
  }

  /**
   * With the time of the verdict. By the image's own, retention deletes the verdict on an old image
   * at once, and brokers refuse one from the future, which would stop the scorer.
   */
  private Record<byte[], byte[]> now(Record<byte[], byte[]> record) {
    return record.withTimestamp(context.currentSystemTimeMs());
  }
}
