package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of sources and their alerts, of all partitions of this instance together: one series
 * for each kind, none for a source. Safe for use by several threads.
 */
public final class SourceMeters {
  /**
   * Of one partition.
   *
   * @param sources that are followed
   * @param open alerts by kind
   */
  public record Partition(int sources, Map<String, Integer> open) {
    public Partition {
      open = Map.copyOf(open);
    }
  }

  private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
  private final Map<String, Counter> alerts = new HashMap<>();
  private final Counter unfollowed;

  /**
   * @param kinds the alerts' kinds
   */
  public SourceMeters(MeterRegistry registry, List<String> kinds) {
    Gauge.builder("surprisal.sources", this, meters -> meters.sources())
        .description("Sources that are followed in the assigned partitions")
        .register(registry);
    for (String kind : kinds) {
      Gauge.builder("surprisal.alerts.open", this, meters -> meters.open(kind))
          .description("Sources with an open alert in the assigned partitions, by kind")
          .tag("kind", kind)
          .register(registry);
      alerts.put(
          kind,
          Counter.builder("surprisal.alerts")
              .description("Alerts of sources that were opened, by kind")
              .tag("kind", kind)
              .register(registry));
    }
    this.unfollowed =
        Counter.builder("surprisal.sources.unfollowed.records")
            .description("Records of sources beyond --max-sources, for which no alert is raised")
            .register(registry);
  }

  /** Counts an alert that was opened. */
  public void opened(String kind) {
    alerts.get(kind).increment();
  }

  /** Counts a record of a source that is not followed. */
  public void unfollowed() {
    unfollowed.increment();
  }

  /** Notes how things stand in a partition. */
  public void set(int partition, Partition now) {
    partitions.put(partition, now);
  }

  /** Forgets a partition that another instance has now. */
  public void remove(int partition) {
    partitions.remove(partition);
  }

  private double sources() {
    return partitions.values().stream().mapToInt(Partition::sources).sum();
  }

  private double open(String kind) {
    return partitions.values().stream().mapToInt(p -> p.open().getOrDefault(kind, 0)).sum();
  }
}
