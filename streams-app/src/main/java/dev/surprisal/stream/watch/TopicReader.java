package dev.surprisal.stream.watch;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics without a consumer group: committed records, unless the user says otherwise.
 */
public final class TopicReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Assigns every partition of the topics.
   *
   * @param fromBeginning whether records that are there already are read too
   * @throws BadInputException if a topic is missing
   */
  public TopicReader(KafkaConnection connection, Collection<String> topics, boolean fromBeginning) {
    Map<String, Object> properties = connection.forConsumer();
    properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "surprisal-watch");
    this.consumer =
        Causes.starting(
            () ->
                new KafkaConsumer<>(
                    properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    List<TopicPartition> partitions =
        topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      // A seek is lazy: what comes from now on must not be missed.
      partitions.forEach(consumer::position);
    }
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known.isEmpty()) {
      consumer.close();
      throw new BadInputException("%s: no such topic; start the scorer first".formatted(topic));
    }
    return known.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** What came within {@code patience}, in each partition's order. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
    return consumer.poll(patience);
  }

  /** Makes a waiting {@link #poll} end with an exception; from any thread. */
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
