package dev.surprisal.stream.scorer;

import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Scores everything that one poll brought as one batch, and puts each outcome on its record.
 *
 * <p>Kafka Streams hands a processor one record at a time, and what a processor buffers is lost or
 * doubled at a commit. This is the public place that sees a whole poll, and it keeps nothing. Kafka
 * makes one for each stream thread's consumer.
 */
public final class ScoringInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** The key, without the main consumer's prefix, that carries the {@link Scoring}. */
  static final String SCORING = "surprisal.scoring";

  private String topic;
  private Scoring scoring;
  private PollScorer scorer;
  private Progress progress;
  private Continuity continuity;

  @Override
  public void configure(Map<String, ?> configuration) {
    scoring = (Scoring) configuration.get(SCORING);
    topic = scoring.topics().images();
    scorer = new PollScorer(scoring);
    progress = scoring.meters().progress();
    continuity = scoring.continuity();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
    continuity.polled(polled);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
    for (TopicPartition partition : polled.partitions()) {
      if (partition.topic().equals(topic)) {
        List<ConsumerRecord<byte[], byte[]>> batch = polled.records(partition);
        batch.stream()
            .filter(record -> scoring.includes(record.partition(), record.offset()))
            .forEach(records::add);
        progress.polled(
            partition.partition(),
            batch.get(0).offset(),
            batch.get(batch.size() - 1).offset(),
            batch.get(0).timestamp());
      }
    }
    if (!records.isEmpty()) {
      scorer.attachOutcomes(records);
    }
    return polled;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {
    if (scorer != null) {
      scorer.close();
    }
  }
}
