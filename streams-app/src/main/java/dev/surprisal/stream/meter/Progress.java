package dev.surprisal.stream.meter;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the records of each partition have come, from poll to verdict. Safe for use by several
 * threads.
 */
public final class Progress {
  /** Offsets; timestamp is that of the last record done, or of the first one polled. */
  private record Position(long polled, long done, long timestamp) {}

  private final Map<Integer, Position> positions = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  /**
   * Notes the records of a partition that a poll brought.
   *
   * @param first the first one's offset
   * @param last the last one's offset
   * @param timestamp the first one's, in milliseconds since 1970
   */
  public void polled(int partition, long first, long last, long timestamp) {
    positions.merge(
        partition,
        new Position(last, first - 1, timestamp),
        (before, now) -> new Position(last, before.done(), before.timestamp()));
  }

  /**
   * Notes a record that has its verdict, was rejected or is to have none.
   *
   * @param timestamp the record's, in milliseconds since 1970
   */
  public void done(int partition, long offset, long timestamp) {
    positions.merge(
        partition,
        new Position(offset, offset, timestamp),
        (before, now) -> new Position(before.polled(), offset, timestamp));
    count.incrementAndGet();
  }

  /** How many records are done since the start. */
  public long count() {
    return count.get();
  }

  /** How many offsets lie between the last record polled and the last one done. */
  public long waiting(int partition) {
    Position position = positions.get(partition);
    return position == null ? 0 : Math.max(0, position.polled() - position.done());
  }

  /** Offset of the last record done, or before the first one polled; -1 if there is none. */
  public long done(int partition) {
    Position position = positions.get(partition);
    return position == null ? -1 : position.done();
  }

  /** Timestamp of the last record done, or of the first one polled, if there is one. */
  OptionalLong timestamp(int partition) {
    Position position = positions.get(partition);
    return position == null ? OptionalLong.empty() : OptionalLong.of(position.timestamp());
  }

  /** Forgets the other partitions: another instance may have done their records. */
  void retain(Set<Integer> assigned) {
    positions.keySet().retainAll(assigned);
  }
}
