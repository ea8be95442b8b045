package dev.surprisal.stream.scorer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Scores records that come without an outcome, each by itself. One task's. */
final class LoneRecords implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Scoring scoring;
  private Optional<ThreadScorers> scorers = Optional.empty();

  LoneRecords(Scoring scoring) {
    this.scoring = scoring;
  }

  OutcomeHeader score(Record<byte[], byte[]> record, RecordMetadata metadata) {
    if (scorers.isEmpty()) {
      scorers = Optional.of(scoring.newScorers());
    }
    Optional<String> topicId = scoring.continuity().topicId(metadata.partition());
    Judge judge = await(metadata, topicId);
    Payload payload = new Payload(record.value(), record.headers());
    return new OutcomeHeader(
        scorers.get().of(judge).score(List.of(payload)).get(0), judge, topicId, Optional.empty());
  }

  /** Waits only where another model became the right one while records waited for theirs. */
  private Judge await(RecordMetadata metadata, Optional<String> topicId) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Judge> judge =
          scoring.judges().known().at(metadata.partition(), metadata.offset(), topicId);
      if (judge.isPresent()) {
        return judge.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the model that judges %s-%d-%d is not loaded"
                .formatted(metadata.topic(), metadata.partition(), metadata.offset()));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void close() {
    scorers.ifPresent(ThreadScorers::close);
    scorers = Optional.empty();
  }
}
