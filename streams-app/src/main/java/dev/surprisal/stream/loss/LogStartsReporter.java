package dev.surprisal.stream.loss;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/** Hands the leads of a consumer's partitions to the {@link LogStarts}. Kafka makes it. */
public final class LogStartsReporter implements MetricsReporter {
  /** The key, without the main consumer's prefix, that carries the {@link LogStarts}. */
  public static final String STARTS = "surprisal.log.starts";

  /** The key, without the main consumer's prefix, of the topic's name. */
  public static final String TOPIC = "surprisal.log.starts.topic";

  private LogStarts starts;
  private String topic;

  @Override
  public void configure(Map<String, ?> configuration) {
    starts = (LogStarts) configuration.get(STARTS);
    topic = (String) configuration.get(TOPIC);
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (isLead(metric)) {
      starts.add(partition(metric), metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (isLead(metric)) {
      starts.remove(partition(metric), metric);
    }
  }

  private boolean isLead(KafkaMetric metric) {
    return metric.metricName().name().equals("records-lead")
        && topic.equals(metric.metricName().tags().get("topic"));
  }

  private static int partition(KafkaMetric metric) {
    return Integer.parseInt(metric.metricName().tags().get("partition"));
  }

  @Override
  public void close() {}
}
