package dev.surprisal.stream.testing;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions end, what is not committed included: a reader of committed records that has not
 * come so far has not seen everything, however quiet it is.
 */
public final class LogEnds {
  private LogEnds() {}

  /** The offset after the last record, of each partition. */
  public static Map<TopicPartition, Long> of(
      KafkaConnection connection, Collection<TopicPartition> partitions)
      throws InterruptedException {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      return admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest())))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
