package dev.surprisal.stream.loss;

import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;

/** What Kafka's consumer hands over, for partition 0 of the images' topic. */
final class Polls {
  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private Polls() {}

  /**
   * A poll after which the consumer goes on at {@code next}.
   *
   * @param logStart the oldest offset of the log, as the fetch told it
   */
  static void poll(Continuity continuity, long logStart, long next, long... offsets) {
    continuity.starts().add(0, lead((double) (next - logStart)));
    continuity.polled(
        new ConsumerRecords<>(
            offsets.length == 0
                ? Map.of()
                : Map.of(PARTITION, LongStream.of(offsets).mapToObj(Polls::image).toList()),
            Map.of(PARTITION, new OffsetAndMetadata(next))));
  }

  private static ConsumerRecord<byte[], byte[]> image(long offset) {
    return new ConsumerRecord<>("images", 0, offset, null, new byte[1]);
  }

  private static KafkaMetric lead(double lead) {
    return new KafkaMetric(
        new Object(),
        new MetricName("records-lead", "", "", Map.of()),
        (Gauge<Double>) (config, now) -> lead,
        new MetricConfig(),
        Time.SYSTEM);
  }
}
