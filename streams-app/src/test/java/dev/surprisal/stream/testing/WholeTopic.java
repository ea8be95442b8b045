package dev.surprisal.stream.testing;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed on a topic, up to where it ends now. */
public final class WholeTopic {
  /** For a topic of a million records, and for the broker to abort what a killed instance began. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private WholeTopic() {}

  public static List<ConsumerRecord<byte[], byte[]>> of(KafkaConnection connection, String topic)
      throws InterruptedException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(connection, topic, records::add);
    return records;
  }

  public static void forEach(
      KafkaConnection connection, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws InterruptedException {
    Map<String, Object> properties = connection.forConsumer();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(properties, bytes, bytes)) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = LogEnds.of(connection, partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> reader.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("%s: not readable to its ends, %s".formatted(topic, ends));
        }
        reader.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }
}
