package dev.surprisal.stream.testing;

import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group is behind the end of a topic. */
public final class Backlog {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConnection connection;
  private final String group;
  private final List<TopicPartition> partitions;
  private long least = Long.MAX_VALUE;
  private long progress = System.nanoTime();

  public Backlog(KafkaConnection connection, String group, String topic, int partitions) {
    this.connection = connection;
    this.group = group;
    this.partitions =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  /**
   * Until the group's offsets are those of the topic's end; fails when it comes to a halt.
   *
   * @param meanwhile what is seen to again and again
   */
  public void awaitNone(Runnable meanwhile) {
    await()
        .pollInterval(POLL)
        .forever()
        .until(
            () -> {
              meanwhile.run();
              return done();
            });
  }

  /** Until fewer images are left, or the time has passed; a broker that is away is asked again. */
  public void awaitFewerThan(long images, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .forever()
        .ignoreExceptionsMatching(brokerIsAway -> true)
        .until(() -> System.nanoTime() > deadline || behind() < images);
  }

  private boolean done() throws InterruptedException {
    long now = behind();
    if (now < least) {
      least = now;
      progress = System.nanoTime();
    }
    if (System.nanoTime() - progress > PATIENCE.toNanos()) {
      throw new AssertionError("%d images are still not done".formatted(now));
    }
    return now == 0;
  }

  private long behind() throws InterruptedException {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      long behind = 0;
      for (Map.Entry<TopicPartition, Long> end : LogEnds.of(connection, partitions).entrySet()) {
        OffsetAndMetadata done = committed.get(end.getKey());
        behind += end.getValue() - (done == null ? 0 : done.offset());
      }
      return behind;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
