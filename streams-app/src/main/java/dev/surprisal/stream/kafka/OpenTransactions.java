package dev.surprisal.stream.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the brokers keep from readers of committed records, since a transaction is open. */
public final class OpenTransactions {
  /**
   * A partition.
   *
   * @param readable up to which offset, exclusively, committed records are read
   * @param end the offset after the last record
   */
  public record Ends(TopicPartition partition, long readable, long end) {
    /** How many offsets are kept from readers. */
    public long held() {
      return Math.max(0, end - readable);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(OpenTransactions.class);

  private final Admin admin;
  private final List<String> topics;

  /**
   * @param topics whose partitions of the same number belong together
   */
  public OpenTransactions(Admin admin, List<String> topics) {
    this.admin = admin;
    this.topics = List.copyOf(topics);
  }

  /** By number; a partition that is not there, or of which no broker tells, is left out. */
  public Map<Integer, List<Ends>> look(Set<Integer> partitions) throws InterruptedException {
    List<TopicPartition> wanted =
        topics.stream()
            .flatMap(topic -> partitions.stream().map(number -> new TopicPartition(topic, number)))
            .toList();
    ListOffsetsResult readable = offsets(wanted, IsolationLevel.READ_COMMITTED);
    ListOffsetsResult ends = offsets(wanted, IsolationLevel.READ_UNCOMMITTED);
    Map<Integer, List<Ends>> found = new HashMap<>();
    for (TopicPartition partition : wanted) {
      try {
        Ends one =
            new Ends(
                partition,
                readable.partitionResult(partition).get().offset(),
                ends.partitionResult(partition).get().offset());
        found.computeIfAbsent(partition.partition(), number -> new ArrayList<>()).add(one);
      } catch (ExecutionException e) {
        // A topic that is gone is told of elsewhere.
        log.debug("{}: {}", partition, e.toString());
      }
    }
    return found;
  }

  private ListOffsetsResult offsets(List<TopicPartition> wanted, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    wanted.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin.listOffsets(latest, new ListOffsetsOptions(isolation));
  }
}
