package dev.surprisal.stream.meter;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** The images that wait in this instance's partitions. Safe for use by several threads. */
public final class Backlog {
  /** What Kafka Streams tells of itself; a test has its own. */
  interface Source {
    /** Partitions of the images' topic that this instance has. */
    Set<Integer> assigned();

    /** Records of a partition that were not polled yet, as of the last fetch. */
    Map<Integer, Long> unpolled();
  }

  private final Source source;
  private final Progress progress;
  private final Clock clock;

  Backlog(Source source, Progress progress, Clock clock) {
    this.source = source;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Of an application.
   *
   * @param topic the images'
   */
  public static Backlog of(KafkaStreams streams, String topic, Progress progress) {
    return new Backlog(new OfStreams(streams, topic), progress, Clock.systemUTC());
  }

  /** Partitions of the images' topic that this instance has. */
  public Set<Integer> assigned() {
    return source.assigned();
  }

  /** Images that wait for their verdict: not polled yet, or polled and not done. */
  public long images() {
    return waiting().values().stream().mapToLong(images -> images).sum();
  }

  /**
   * Age of the oldest image that waits, in seconds, taken from the timestamp of the last record
   * that was done in its partition, or of the first that was polled; 0 if none waits.
   */
  public double oldestSeconds() {
    long oldest =
        waiting().entrySet().stream()
            .filter(partition -> partition.getValue() > 0)
            .flatMapToLong(partition -> progress.timestamp(partition.getKey()).stream())
            .filter(timestamp -> timestamp >= 0)
            .min()
            .orElse(Long.MAX_VALUE);
    return Math.max(0, clock.millis() - oldest) / 1e3;
  }

  /** Images that wait for their verdict, of each partition that this instance has. */
  public Map<Integer, Long> waiting() {
    Set<Integer> assigned = source.assigned();
    progress.retain(assigned);
    Map<Integer, Long> unpolled = source.unpolled();
    return assigned.stream()
        .collect(
            Collectors.toMap(
                partition -> partition,
                partition -> unpolled.getOrDefault(partition, 0L) + progress.waiting(partition)));
  }

  private record OfStreams(KafkaStreams streams, String topic) implements Source {
    @Override
    public Set<Integer> assigned() {
      return streams.metadataForLocalThreads().stream()
          .flatMap(thread -> thread.activeTasks().stream())
          .flatMap(task -> task.topicPartitions().stream())
          .filter(partition -> partition.topic().equals(topic))
          .map(TopicPartition::partition)
          .collect(Collectors.toSet());
    }

    @Override
    public Map<Integer, Long> unpolled() {
      return streams.metrics().values().stream()
          .filter(metric -> isLag(metric.metricName()))
          .collect(
              Collectors.toMap(
                  metric -> Integer.valueOf(metric.metricName().tags().get("partition")),
                  OfStreams::lag,
                  Math::max));
    }

    private boolean isLag(MetricName name) {
      return name.name().equals("records-lag") && topic.equals(name.tags().get("topic"));
    }

    /** A lag of 1 can be the mark that a transactional producer leaves at a partition's end. */
    private static long lag(Metric metric) {
      return metric.metricValue() instanceof Double records && records > 1
          ? records.longValue()
          : 0;
    }
  }
}
