package dev.surprisal.stream.chaos;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that the brokers have ended and not told each partition of, as may happen where one
 * is killed: nobody reads beyond them, and a task that has to does not start. Here they are ended
 * as people end them by {@code kafka-transactions.sh}; see docs/runbooks/SurprisalStalled.md.
 */
final class HangingTransactions {
  /** An open transaction of a partition. */
  private record Open(TopicPartition partition, long producer, int epoch, long start) {}

  private final KafkaConnection connection;
  private final Duration longest;
  private final LongSupplier nanos;

  /** When each was seen first. */
  private final Map<Open, Long> seen = new HashMap<>();

  /**
   * @param longest for which a transaction may last
   */
  HangingTransactions(KafkaConnection connection, Duration longest, LongSupplier nanos) {
    this.connection = connection;
    this.longest = longest;
    this.nanos = nanos;
  }

  /**
   * Ends those that were seen before, and so long ago that they hang.
   *
   * @return where they were
   */
  List<TopicPartition> abort() throws InterruptedException {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      Map<Open, AbortTransactionSpec> open = open(admin);
      seen.keySet().retainAll(open.keySet());
      long now = nanos.getAsLong();
      List<TopicPartition> ended = new ArrayList<>();
      for (Map.Entry<Open, AbortTransactionSpec> one : open.entrySet()) {
        long first = seen.computeIfAbsent(one.getKey(), unknown -> now);
        if (now - first > longest.toNanos()) {
          admin.abortTransaction(one.getValue()).all().get();
          ended.add(one.getKey().partition());
        }
      }
      return ended;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<Open, AbortTransactionSpec> open(Admin admin)
      throws InterruptedException, ExecutionException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    List<TopicPartition> partitions =
        admin.describeTopics(topics).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    Map<Open, AbortTransactionSpec> open = new HashMap<>();
    admin
        .describeProducers(partitions)
        .all()
        .get()
        .forEach(
            (partition, producers) ->
                producers.activeProducers().stream()
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .forEach(
                        producer -> open.put(of(partition, producer), end(partition, producer))));
    return open;
  }

  private static Open of(TopicPartition partition, ProducerState producer) {
    return new Open(
        partition,
        producer.producerId(),
        producer.producerEpoch(),
        producer.currentTransactionStartOffset().orElseThrow());
  }

  private static AbortTransactionSpec end(TopicPartition partition, ProducerState producer) {
    return new AbortTransactionSpec(
        partition,
        producer.producerId(),
        (short) producer.producerEpoch(),
        producer.coordinatorEpoch().orElse(-1));
  }
}
