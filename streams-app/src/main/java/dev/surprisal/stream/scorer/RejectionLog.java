package dev.surprisal.stream.scorer;

import dev.surprisal.image.RejectionReason;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells of rejected records at most once a minute, by reason: a flood of them is no flood of lines.
 * One thread's.
 */
final class RejectionLog {
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(RejectionLog.class);

  private final Supplier<Map<RejectionReason, Long>> counts;
  private final LongSupplier nanos;
  private Map<RejectionReason, Long> told = Map.of();
  private long toldAt;

  /**
   * @param counts of the records rejected so far
   * @param nanos the time, as {@link System#nanoTime}
   */
  RejectionLog(Supplier<Map<RejectionReason, Long>> counts, LongSupplier nanos) {
    this.counts = counts;
    this.nanos = nanos;
    this.toldAt = nanos.getAsLong() - PERIOD.toNanos();
  }

  /** Looks once. */
  void look() {
    if (nanos.getAsLong() - toldAt < PERIOD.toNanos()) {
      return;
    }
    Map<RejectionReason, Long> now = counts.get();
    Map<RejectionReason, Long> since = new TreeMap<>(now);
    since.replaceAll((reason, count) -> count - told.getOrDefault(reason, 0L));
    since.values().removeIf(count -> count == 0);
    if (since.isEmpty()) {
      return;
    }
    LoggingEventBuilder line = log.atWarn();
    for (Map.Entry<RejectionReason, Long> one : since.entrySet()) {
      line = line.addKeyValue(one.getKey().wireName(), one.getValue());
    }
    line.log(
        "{} records were no images and are on the rejected topic",
        since.values().stream().mapToLong(count -> count).sum());
    told = now;
    toldAt = nanos.getAsLong();
  }
}
