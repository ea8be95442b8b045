package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.ThreadUtils;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Publishes a selection of the meters of Kafka's clients and of the JVM. All of Kafka's would be
 * 1,300 series on a small instance, and one of them makes a scrape fail (KAFKA-18495).
 */
public final class PlatformMeters implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofSeconds(10);

  /**
   * What panels and rules ask for. Names in Micrometer's form; in a scrape the dots are
   * underscores.
   */
  private static final Set<String> ALLOWED =
      Set.of(
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.fetch.manager.bytes.consumed.total",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.producer.record.send.total",
          "kafka.producer.record.error.total",
          "kafka.producer.buffer.available.bytes",
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.commit.total",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "jvm.memory.used",
          "jvm.memory.max",
          "jvm.gc.pause",
          "jvm.threads.live",
          "process.cpu.time",
          "process.uptime",
          "process.start.time",
          "process.resident.memory");

  private static final List<String> FOREIGN = List.of("kafka.", "jvm.", "process.", "system.");

  private final MeterRegistry registry;
  private final ScheduledExecutorService refresher;
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private KafkaStreamsMetrics streams;

  /** Publishes the meters of the JVM. */
  public PlatformMeters(MeterRegistry registry) {
    this.registry = registry;
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            ThreadUtils.createThreadFactory("surprisal-meters", true));
    registry.config().meterFilter(allowed());
    collector.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    ResidentMemory.bindTo(registry, Path.of("/proc/self/status"));
  }

  /**
   * Binds those of Kafka's clients and of the backlog, and the application's state as one series
   * for each.
   *
   * @param secondsSinceAnswer supplies the seconds since a broker last answered
   * @param stalledPartitions supplies in how many partitions images wait and nothing moves
   * @param groupModels supplies by how many models the group's instances judge
   */
  public void bind(
      KafkaStreams application,
      Backlog backlog,
      Supplier<Number> secondsSinceAnswer,
      Supplier<Number> stalledPartitions,
      Supplier<Number> groupModels) {
    Gauge.builder("surprisal.waiting.images", backlog, Backlog::images)
        .description("Images that wait for their verdict in the assigned partitions")
        .register(registry);
    Gauge.builder("surprisal.waiting.oldest", backlog, Backlog::oldestSeconds)
        .description("Age of the oldest image that waits, 0 if none does")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("surprisal.partitions.assigned", backlog, b -> b.assigned().size())
        .description("Partitions of the images' topic that this instance has")
        .register(registry);
    Gauge.builder("surprisal.partitions.stalled", stalledPartitions)
        .description(
            "Partitions of this instance in which images wait and none got its verdict for 3 min")
        .register(registry);
    Gauge.builder("surprisal.kafka.silence", secondsSinceAnswer)
        .description("Time since a broker last answered")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("surprisal.group.models", groupModels)
        .description("Models by which the instances of the group judge; 1 is in order")
        .register(registry);
    streams = new KafkaStreamsMetrics(application, List.of(), refresher, REFRESH);
    streams.bindTo(registry);
    for (KafkaStreams.State state : KafkaStreams.State.values()) {
      Gauge.builder("surprisal.streams.state", () -> application.state() == state ? 1 : 0)
          .description("1 for the state that Kafka Streams is in, 0 for the others")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private static MeterFilter allowed() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        boolean foreign = FOREIGN.stream().anyMatch(id.getName()::startsWith);
        boolean asked = ALLOWED.contains(id.getName()) && !isLimitOutsideHeap(id);
        return foreign && !asked ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
      }
    };
  }

  /** Most pools outside the heap have no limit. */
  private static boolean isLimitOutsideHeap(Meter.Id id) {
    return id.getName().equals("jvm.memory.max") && "nonheap".equals(id.getTag("area"));
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close();
    }
    collector.close();
    refresher.shutdownNow();
  }
}
