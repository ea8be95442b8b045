package dev.surprisal.stream.meter;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the records of each partition have come, from poll to verdict. Safe for use by several
 * threads.
 */
public final class Progress {
  private final Map<Integer, Long> polled = new ConcurrentHashMap<>();
  private final Map<Integer, Long> done = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  /**
   * Notes the records of a partition that a poll brought.
   *
   * @param first the first one's offset
   * @param last the last one's offset
   */
  public void polled(int partition, long first, long last) {
    done.putIfAbsent(partition, first - 1);
    polled.put(partition, last);
  }

  /** Notes a record that has its verdict or was rejected. */
  public void done(int partition, long offset) {
    done.put(partition, offset);
    count.incrementAndGet();
  }

  /** How many records are done since the start. */
  public long count() {
    return count.get();
  }

  /**
   * How many offsets lie between the last record polled and the last one done; forgets the
   * partitions that are not assigned any more, whose records another instance may have done.
   */
  public long waiting(Set<Integer> assigned) {
    polled.keySet().retainAll(assigned);
    done.keySet().retainAll(assigned);
    return polled.entrySet().stream()
        .mapToLong(last -> last.getValue() - done.getOrDefault(last.getKey(), last.getValue()))
        .filter(offsets -> offsets > 0)
        .sum();
  }
}
