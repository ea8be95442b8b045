package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The p-values up to which images alarm where the share of false alarms is controlled, of all
 * partitions of this instance. Safe for use by several threads.
 */
public final class AlarmLevels {
  /** As Micrometer names it. */
  public static final String LEVEL = "surprisal.fdr.level";

  private final Map<Integer, Double> levels = new ConcurrentHashMap<>();

  AlarmLevels(MeterRegistry registry) {
    Gauge.builder(LEVEL, this, AlarmLevels::lowest)
        .description(
            "p-value up to which the last image alarmed with --control fdr, the lowest of the assigned partitions")
        .register(registry);
  }

  /** Notes by which level the last image of a partition was judged. */
  public void set(int partition, double level) {
    levels.put(partition, level);
  }

  /** Forgets a partition that another instance has now. */
  public void remove(int partition) {
    levels.remove(partition);
  }

  /** NaN before the first image. */
  private double lowest() {
    return levels.values().stream().mapToDouble(level -> level).min().orElse(Double.NaN);
  }
}
