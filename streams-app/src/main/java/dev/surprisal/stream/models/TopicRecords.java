package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.intake.MessageConsumer;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the committed records of the models' one partition. One thread's, but for waking it up. */
final class TopicRecords implements AutoCloseable {
  /** For an answer of the brokers. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final String topic;
  private final TopicPartition partition;
  private final MessageConsumer consumer;

  /**
   * At the oldest record.
   *
   * @throws BadInputException if there is no such topic, or it is not one for models
   */
  TopicRecords(KafkaConnection connection, String topic) {
    this.topic = topic;
    this.partition = new TopicPartition(topic, 0);
    Map<String, Object> properties = connection.forConsumer();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "surprisal-models");
    properties.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    this.consumer = Causes.starting(() -> new MessageConsumer(properties));
    try {
      expectOnePartition();
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    } catch (RuntimeException e) {
      consumer.close();
      throw e instanceof KafkaException ? unreadable(e) : e;
    }
  }

  private void expectOnePartition() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new BadInputException(
          "--model-topic: %s: no such topic; surprisal models publish creates it".formatted(topic));
    }
    if (partitions.size() != 1) {
      throw new BadInputException(
          "--model-topic: %s: expected one partition, so that its records have one order, got %d"
              .formatted(topic, partitions.size()));
    }
  }

  private BadInputException unreadable(Exception e) {
    return new BadInputException(
        "--model-topic: %s cannot be read: %s".formatted(topic, Causes.inOneLine(e)), e);
  }

  void seek(long offset) {
    consumer.seek(partition, offset);
  }

  /** The offset of the record that is read next. */
  long position() {
    return consumer.position(partition);
  }

  /**
   * Hands over what is there up to the end of what is committed.
   *
   * @throws BadInputException if the brokers do not answer, or refuse
   */
  void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try {
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      readTo(end, each);
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /**
   * Hands over what is there up to an offset, and waits for it.
   *
   * @throws BadInputException if nothing comes
   */
  void readTo(long end, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long before = consumer.position(partition);
      while (before < end) {
        consumer.poll(PAUSE).forEach(each);
        long now = consumer.position(partition);
        if (now > before) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new TimeoutException("nothing came for %d s".formatted(PATIENCE.toSeconds()));
        }
        before = now;
      }
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /** What came within that time. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
    return consumer.poll(patience);
  }

  /** Makes a waiting {@link #poll} return; from any thread. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
