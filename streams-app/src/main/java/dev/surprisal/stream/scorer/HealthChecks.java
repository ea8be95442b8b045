package dev.surprisal.stream.scorer;

import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.meter.Progress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the {@link Watchdog} look at a running application, on a thread of its own. */
final class HealthChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
  private static final int PATIENCE_MILLIS = 4_000;

  private final Admin admin;
  private final KafkaStreams streams;
  private final String topic;
  private final Progress progress;
  private final Watchdog watchdog;
  private final ScheduledExecutorService thread;

  private HealthChecks(
      KafkaConnection connection,
      KafkaStreams streams,
      String topic,
      Progress progress,
      Health health) {
    Map<String, Object> properties = connection.forAdmin();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(properties);
    this.streams = streams;
    this.topic = topic;
    this.progress = progress;
    this.watchdog =
        new Watchdog(health, this::kafkaAnswers, this::waiting, progress::count, System::nanoTime);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "surprisal-health");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Starts to look.
   *
   * @param topic the images'
   */
  static HealthChecks start(
      KafkaConnection connection,
      KafkaStreams streams,
      String topic,
      Progress progress,
      Health health) {
    HealthChecks checks = new HealthChecks(connection, streams, topic, progress, health);
    long period = Watchdog.PERIOD.toMillis();
    ScheduledFuture<?> unused =
        checks.thread.scheduleWithFixedDelay(checks::look, period, period, TimeUnit.MILLISECONDS);
    return checks;
  }

  private void look() {
    try {
      watchdog.look();
    } catch (RuntimeException e) {
      // The schedule would end with the first exception, and a blind watchdog shows as healthy.
      log.warn("the health could not be checked: {}", e.toString());
    }
  }

  private boolean kafkaAnswers() {
    try {
      admin.describeCluster().nodes().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Images not polled yet, and images polled but not done. */
  private long waiting() {
    return unpolled() + progress.waiting(assigned());
  }

  private Set<Integer> assigned() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(partition -> partition.topic().equals(topic))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /**
   * The consumers' lag, as they know it from their last fetch. A lag of 1 can be the mark that a
   * transactional producer leaves at a partition's end.
   */
  private long unpolled() {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag"))
        .filter(metric -> topic.equals(metric.metricName().tags().get("topic")))
        .map(Metric::metricValue)
        .mapToLong(lag -> lag instanceof Double records && records > 1 ? records.longValue() : 0)
        .sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    admin.close();
  }
}
