package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.meter.Progress;
import dev.surprisal.stream.testing.InkModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Records after a span's end, which are read until other partitions are done as well. */
class ReplayTest {
  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private final Scoring plain = TopologyRun.scoring(InkModel.bundle());
  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>("images", 0, 7, null, InkModel.ink(700));

  @Test
  void costNoScoring() {
    poll(plain);
    assertThat(OutcomeHeader.in(record.headers())).isPresent();

    record.headers().remove("surprisal.outcome");
    poll(ended());
    assertThat(OutcomeHeader.in(record.headers())).isEmpty();
  }

  @Test
  void getNoVerdictAndDoNotWaitForOne() {
    Progress progress = plain.meters().progress();
    MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    ScoreProcessor processor = new ScoreProcessor(ended());
    processor.init(context);
    poll(ended());
    assertThat(progress.waiting(0)).isEqualTo(1);

    context.setRecordMetadata("images", 0, 7);
    processor.process(new Record<>(null, record.value(), 5L));

    assertThat(context.forwarded()).isEmpty();
    assertThat(progress.waiting(0)).isZero();
    assertThat(progress.count()).isEqualTo(1);
    processor.close();
  }

  private void poll(Scoring scoring) {
    ScoringInterceptor interceptor = new ScoringInterceptor();
    interceptor.configure(Map.of(ScoringInterceptor.SCORING, scoring));
    interceptor.onConsume(
        new ConsumerRecords<>(
            Map.of(PARTITION, List.of(record)), Map.of(PARTITION, new OffsetAndMetadata(8))));
    interceptor.close();
  }

  /** Of a span that ends before the first record. */
  private Scoring ended() {
    return new Scoring(
        plain.judges(),
        plain.resize(),
        plain.sourceName(),
        plain.alerting(),
        plain.cloudEvents(),
        Optional.of(new Replay(new Replay.Span(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)))),
        plain.topics(),
        plain.limit(),
        plain.meters(),
        plain.findings(),
        plain.continuity());
  }
}
