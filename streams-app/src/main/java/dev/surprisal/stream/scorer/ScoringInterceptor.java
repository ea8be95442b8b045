package dev.surprisal.stream.scorer;

import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Outcome;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(ScoringInterceptor.class);

  private String topic;
  private Scoring scoring;
  private RecordScorer scorer;
  private Progress progress;
  private Continuity continuity;

  @Override
  public void configure(Map<String, ?> configuration) {
    scoring = (Scoring) configuration.get(SCORING);
    topic = scoring.topics().images();
    scorer = scoring.newScorer();
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
      attachOutcomes(records);
    }
    return polled;
  }

  /** All or none: the processor scores on its own the records that carry no outcome. */
  private void attachOutcomes(List<ConsumerRecord<byte[], byte[]>> records) {
    List<Outcome> outcomes;
    try {
      outcomes =
          scorer.score(
              records.stream()
                  .map(record -> new Payload(record.value(), record.headers()))
                  .toList());
    } catch (BrokenModelException e) {
      log.atWarn()
          .addKeyValue("records", records.size())
          .log("a batch failed, its records are scored one by one: {}", e.getMessage());
      return;
    }
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      record
          .headers()
          .add(new OutcomeHeader(outcomes.get(i), continuity.topicId(record.partition())));
    }
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
