package dev.surprisal.stream.intake;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics, or what a consumer group has left of them: committed records, unless the user
 * says otherwise, and those only that this software may have written.
 */
public final class TopicReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

  private static final Duration ATTEMPT = Duration.ofMillis(500);

  /** Of small records; a large one comes alone, since a broker sends it beyond these limits. */
  private static final int MOST_RECORDS = 100;

  private static final int MOST_BYTES = 1 << 20;

  private final MessageConsumer consumer;
  private final boolean inGroup;
  private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

  /**
   * Assigns every partition of the topics, without a group.
   *
   * @param fromBeginning whether records that are there already are read too
   * @throws BadInputException if a topic is missing
   */
  public TopicReader(KafkaConnection connection, Collection<String> topics, boolean fromBeginning) {
    this(connection, topics, fromBeginning, Map.of());
  }

  private TopicReader(
      KafkaConnection connection,
      Collection<String> topics,
      boolean fromBeginning,
      Map<String, Object> settings) {
    this(connection, settings, false);
    List<TopicPartition> partitions = assign(topics);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      seekToEnd(partitions);
    }
  }

  /**
   * Assigns every partition of the topics and begins with their first records, a few at a time:
   * however many there are and whatever they hold, a poll has some megabytes.
   *
   * @throws BadInputException if a topic is missing
   */
  public static TopicReader aFewAtATime(KafkaConnection connection, Collection<String> topics) {
    return new TopicReader(
        connection,
        topics,
        true,
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MOST_RECORDS,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            MOST_BYTES,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            MOST_BYTES));
  }

  private TopicReader(KafkaConnection connection, Map<String, Object> settings, boolean inGroup) {
    Map<String, Object> properties = connection.forConsumer();
    properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "surprisal-watch");
    properties.putAll(settings);
    this.inGroup = inGroup;
    this.consumer = Causes.starting(() -> new MessageConsumer(properties));
  }

  /**
   * Assigns every partition of the topics, without a group.
   *
   * @param time of the oldest records that are read
   * @throws BadInputException if a topic is missing
   */
  public static TopicReader since(
      KafkaConnection connection, Collection<String> topics, Instant time) {
    TopicReader reader = new TopicReader(connection, Map.of(), false);
    List<TopicPartition> partitions = reader.assign(topics);
    reader.seekToEnd(partitions);
    Map<TopicPartition, Long> times =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli()));
    reader
        .consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                reader.consumer.seek(partition, found.offset());
              }
            });
    return reader;
  }

  /**
   * Shares the topics' partitions with the group's other members.
   *
   * @param fromBeginning where a group begins that has no offsets yet
   * @throws BadInputException if a topic is missing
   */
  public static TopicReader inGroup(
      KafkaConnection connection, Collection<String> topics, String group, boolean fromBeginning) {
    TopicReader reader =
        new TopicReader(
            connection,
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                fromBeginning ? "earliest" : "latest"),
            true);
    topics.forEach(reader::partitions);
    reader.consumer.subscribe(topics);
    return reader;
  }

  private List<TopicPartition> assign(Collection<String> topics) {
    List<TopicPartition> partitions =
        topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
    consumer.assign(partitions);
    return partitions;
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known.isEmpty()) {
      consumer.close();
      throw new BadInputException("%s: no such topic; start the scorer first".formatted(topic));
    }
    return known.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private void seekToEnd(List<TopicPartition> partitions) {
    consumer.seekToEnd(partitions);
    // A seek is lazy: what comes from now on must not be missed.
    partitions.forEach(consumer::position);
  }

  /** What came within {@code patience}, in each partition's order. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
    return consumer.poll(patience);
  }

  /** Reads, from where it is, all that is there now, in each partition's order. */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(ATTEMPT).forEach(reader);
    }
  }

  /** Takes note that a record needs not be read again. */
  public void done(ConsumerRecord<byte[], byte[]> record) {
    if (inGroup) {
      done.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
  }

  /** Keeps as the group's offsets what is done; before each poll, which may move partitions. */
  public void commit() {
    if (!done.isEmpty()) {
      try {
        consumer.commitSync(done);
      } catch (CommitFailedException | RebalanceInProgressException e) {
        // The partitions have moved to another member, which reads these records once more.
        log.warn("the group has moved on; some records come again: {}", Causes.inOneLine(e));
      }
      done.clear();
    }
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
