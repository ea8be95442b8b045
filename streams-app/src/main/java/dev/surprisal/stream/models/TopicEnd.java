package dev.surprisal.stream.models;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks where the models' topic ends, whether what is there is committed or not. Safe for use by
 * several threads.
 */
final class TopicEnd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Admin admin;
  private final TopicPartition partition;

  TopicEnd(KafkaConnection connection, String topic) {
    this.admin = connection.admin(PATIENCE);
    this.partition = new TopicPartition(topic, 0);
  }

  /** A question on its way. */
  interface Question {
    /** The offset of the next record at some time after the question; nothing if it is late. */
    Optional<Long> answer(Duration patience);
  }

  Question ask() {
    KafkaFuture<ListOffsetsResultInfo> future =
        admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition);
    return patience -> {
      try {
        return Optional.of(future.get(patience.toMillis(), TimeUnit.MILLISECONDS).offset());
      } catch (ExecutionException | TimeoutException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    };
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
