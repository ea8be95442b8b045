package dev.surprisal.stream.intake;

import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads single records of a topic. */
public final class RecordsByOffset {
  private static final Duration ATTEMPT = Duration.ofMillis(500);

  /** Records that are read and passed over, where a seek would throw away what was fetched. */
  private static final long NEAR = 2_000;

  private RecordsByOffset() {}

  /**
   * Reads the records that are there of those wanted, one partition after the other, by offset.
   *
   * @param wanted offsets by partition
   */
  public static void read(
      KafkaConnection connection,
      String topic,
      Map<Integer, ? extends NavigableSet<Long>> wanted,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<String, Object> properties = connection.forConsumer();
    properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (MessageConsumer consumer = Causes.starting(() -> new MessageConsumer(properties))) {
      wanted.forEach(
          (partition, offsets) ->
              read(consumer, new TopicPartition(topic, partition), new TreeSet<>(offsets), reader));
    }
  }

  private static void read(
      MessageConsumer consumer,
      TopicPartition partition,
      NavigableSet<Long> wanted,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    consumer.seekToBeginning(List.of(partition));
    while (!wanted.isEmpty() && wanted.first() < end) {
      long position = consumer.position(partition);
      if (wanted.first() < position) {
        wanted.pollFirst(); // it is no longer there
      } else {
        if (wanted.first() - position > NEAR) {
          consumer.seek(partition, wanted.first());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(ATTEMPT)) {
          if (wanted.remove(record.offset())) {
            reader.accept(record);
          }
        }
      }
    }
  }
}
