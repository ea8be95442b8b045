package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.OpenTransactions.Ends;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether each partition moves in which images wait: the {@link Watchdog} sees only whether
 * any does. A transaction that hangs in the brokers keeps images from the scorer, or the state that
 * a partition's task begins with. It is logged and metered and does not end the readiness: the
 * other partitions are judged, and neither a restart nor another instance would help. One thread's,
 * but for {@link #count}.
 */
final class PartitionWatch {
  /** How often the brokers are asked. */
  static final Duration PERIOD = Duration.ofSeconds(10);

  /**
   * Longer than an instance with a backlog needs to come to each of its partitions, one fetch of a
   * mebibyte after the other, and than producers' transactions last as a rule.
   */
  static final Duration STANDSTILL = Duration.ofMinutes(3);

  private static final Logger log = LoggerFactory.getLogger(PartitionWatch.class);

  private final IntToLongFunction done;
  private final LongSupplier nanos;
  private final Map<Cause, Standing> standing = new HashMap<>();
  private Set<Cause> stalled = Set.of();
  private long lookedAt;
  private volatile int count;

  /** What waits in a partition, in words. */
  private record Cause(int partition, String what) {
    @Override
    public String toString() {
      return partition + ": " + what;
    }
  }

  /** An offset, and since when it has been the same. */
  private record Standing(long offset, long since) {}

  /**
   * @param done the offset of a partition's last image that is done, or a negative number
   * @param nanos the time, as {@link System#nanoTime}
   */
  PartitionWatch(IntToLongFunction done, LongSupplier nanos) {
    this.done = done;
    this.nanos = nanos;
    this.lookedAt = nanos.getAsLong() - PERIOD.toNanos();
  }

  /** In how many partitions images wait and none has had its verdict for {@link #STANDSTILL}. */
  int count() {
    return count;
  }

  /** Whether {@link #look} is to be called by now. */
  boolean isDue() {
    return nanos.getAsLong() - lookedAt >= PERIOD.toNanos();
  }

  /**
   * Looks once.
   *
   * @param waiting images of each partition that this instance has, as far as it sees them
   * @param ends of the images and of the state in each
   */
  void look(Map<Integer, Long> waiting, Map<Integer, List<Ends>> ends) {
    long now = nanos.getAsLong();
    // Nobody looked while the brokers were away or this process stood still.
    if (now - lookedAt > 3 * PERIOD.toNanos()) {
      standing.clear();
    }
    lookedAt = now;
    Map<Cause, Long> places = places(waiting, ends);
    standing.keySet().retainAll(places.keySet());
    Set<Cause> found = new LinkedHashSet<>();
    places.forEach(
        (cause, offset) -> {
          Standing before = standing.get(cause);
          if (before == null || before.offset() != offset) {
            standing.put(cause, new Standing(offset, now));
          } else if (now - before.since() >= STANDSTILL.toNanos()) {
            found.add(cause);
          }
        });
    tell(found);
    stalled = found;
    count = partitions(found).size();
  }

  /** Where it goes on, of all that waits. */
  private Map<Cause, Long> places(Map<Integer, Long> waiting, Map<Integer, List<Ends>> ends) {
    Map<Cause, Long> places = new LinkedHashMap<>();
    waiting.forEach(
        (partition, images) -> {
          if (images > 0) {
            places.put(new Cause(partition, "images wait"), done.applyAsLong(partition));
          }
          for (Ends one : ends.getOrDefault(partition, List.of())) {
            if (one.held() > 0) {
              String what = "a transaction is open on " + one.partition();
              places.put(new Cause(partition, what), one.readable());
            }
          }
        });
    return places;
  }

  private static Set<Integer> partitions(Set<Cause> causes) {
    return causes.stream().map(Cause::partition).collect(Collectors.toCollection(TreeSet::new));
  }

  private void tell(Set<Cause> now) {
    Set<Integer> before = partitions(stalled);
    List<Cause> begun = now.stream().filter(one -> !before.contains(one.partition())).toList();
    if (!begun.isEmpty()) {
      log.warn(
          "partitions of the images' topic have not moved for {} s: {}; see the runbook SurprisalStalled",
          STANDSTILL.toSeconds(),
          begun);
    }
    before.removeAll(partitions(now));
    if (!before.isEmpty()) {
      log.info(
          "partitions of the images' topic move again, or are with another instance: {}", before);
    }
  }
}
