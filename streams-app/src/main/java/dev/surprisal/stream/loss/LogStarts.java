package dev.surprisal.stream.loss;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * The oldest offset that each partition's log had at its last fetch. The broker's answer to a fetch
 * holds it, and the consumer publishes its distance from that as the metric {@code records-lead}:
 * exact for the records of a poll, and without a request of its own. Safe for several threads.
 */
public final class LogStarts {
  private final Map<Integer, KafkaMetric> leads = new ConcurrentHashMap<>();

  void add(int partition, KafkaMetric lead) {
    leads.put(partition, lead);
  }

  /** Unless another consumer of this process has the partition by now. */
  void remove(int partition, KafkaMetric lead) {
    leads.remove(partition, lead);
  }

  /**
   * Of a partition, if it was fetched.
   *
   * @param next the consumer's position after the poll
   */
  OptionalLong before(int partition, long next) {
    KafkaMetric metric = leads.get(partition);
    return metric != null && metric.metricValue() instanceof Double lead && !lead.isNaN()
        ? OptionalLong.of(next - lead.longValue())
        : OptionalLong.empty();
  }
}
