package dev.surprisal.stream.siege;

import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.siege.Decisions.Deletion;
import dev.surprisal.stream.testing.ChildBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** What somebody does who may change topics or run the broker. */
final class KafkaAttacks {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ChildBroker broker;
  private final Probe ready;
  private final Expiry expiry;
  private final Duration outage;
  private final List<Deletion> deletions = new ArrayList<>();
  private int partitions = Course.PARTITIONS;
  private Duration slowestUnready = Duration.ZERO;
  private Duration slowestReady = Duration.ZERO;

  /**
   * @param outage how long the broker is stopped
   */
  KafkaAttacks(ChildBroker broker, Probe ready, Expiry expiry, Duration outage) {
    this.broker = broker;
    this.ready = ready;
    this.expiry = expiry;
    this.outage = outage;
  }

  void attack(Attack attack) throws InterruptedException {
    switch (attack) {
      case TOPIC_DELETED -> deleteTopic();
      case PARTITION_ADDED -> addPartition();
      case IMAGES_DELETED -> deleteImages();
      case IMAGES_EXPIRED -> expireImages();
      case BROKER_STOPPED -> stopBroker();
      case BROKER_KILLED -> killBroker();
      default -> throw new IllegalArgumentException(attack + " does nothing to Kafka");
    }
  }

  /** The one on which nothing is lost that is counted: alarms are also on scores. */
  private void deleteTopic() throws InterruptedException {
    ready.expect(200, PATIENCE);
    long from = System.currentTimeMillis();
    withAdmin(admin -> admin.deleteTopics(List.of(Topics.DEFAULT.anomalies())).all().get());
    deletions.add(new Deletion(from, System.currentTimeMillis()));
  }

  /** Those of the alarms' topic. */
  List<Deletion> deletions() {
    return List.copyOf(deletions);
  }

  private void addPartition() throws InterruptedException {
    String images = Topics.DEFAULT.images();
    withAdmin(
        admin -> {
          partitions =
              admin
                      .describeTopics(List.of(images))
                      .allTopicNames()
                      .get()
                      .get(images)
                      .partitions()
                      .size()
                  + 1;
          return admin
              .createPartitions(Map.of(images, NewPartitions.increaseTo(partitions)))
              .all()
              .get();
        });
  }

  /** How many the images' topic has. */
  int partitions() {
    return partitions;
  }

  private void deleteImages() throws InterruptedException {
    withAdmin(
        admin -> {
          Map<TopicPartition, RecordsToDelete> judged = new HashMap<>();
          admin
              .listConsumerGroupOffsets(Victim.GROUP)
              .partitionsToOffsetAndMetadata()
              .get()
              .forEach(
                  (partition, offset) ->
                      judged.put(partition, RecordsToDelete.beforeOffset(offset.offset())));
          return admin.deleteRecords(judged).all().get();
        });
  }

  private void expireImages() throws InterruptedException {
    ready.expect(200, PATIENCE);
    withAdmin(
        admin -> {
          expiry.attack(admin);
          return null;
        });
  }

  private void stopBroker() throws InterruptedException {
    ready.expect(200, PATIENCE);
    long left = System.currentTimeMillis();
    broker.stop();
    try {
      long start = System.nanoTime();
      slowestUnready = longest(slowestUnready, ready.await(503, outage));
      // The pause is the attack: the rest of the outage.
      Thread.sleep(Math.max(0, outage.toMillis() - (System.nanoTime() - start) / 1_000_000));
    } finally {
      broker.resume();
    }
    awaitReadyAgain(left);
  }

  private void killBroker() throws InterruptedException {
    ready.expect(200, PATIENCE);
    long left = System.currentTimeMillis();
    broker.kill();
    broker.start();
    awaitReadyAgain(left);
  }

  private void awaitReadyAgain(long left) throws InterruptedException {
    slowestReady = longest(slowestReady, ready.await(200, PATIENCE));
    long back = System.currentTimeMillis();
    deletions.replaceAll(deletion -> deletion.around(left, back));
  }

  /** Whether the scorer says that it is. */
  boolean ready() {
    return ready.is(200);
  }

  private static Duration longest(Duration longest, Optional<Duration> measured) {
    Duration other = measured.orElse(PATIENCE);
    return other.compareTo(longest) > 0 ? other : longest;
  }

  Outages outages() {
    return new Outages(slowestUnready, slowestReady);
  }

  /**
   * What a broker's absence did to the answers of /health/ready.
   *
   * @param unready from a stopped broker to 503, at most; two minutes if it did not come
   * @param ready from a broker that answers again to 200, at most; two minutes if it did not come
   */
  record Outages(Duration unready, Duration ready) {}

  private interface Errand<T> {
    T with(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T> T withAdmin(Errand<T> errand) throws InterruptedException {
    try (Admin admin = Admin.create(broker.connection().forAdmin())) {
      return errand.with(admin);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
