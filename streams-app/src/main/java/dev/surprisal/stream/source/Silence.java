package dev.surprisal.stream.source;

import java.time.Duration;

/**
 * Whether a source of a partition has fallen silent, as opposed to nobody having listened: after a
 * start, a rebalance, an outage of the brokers or a standstill of the process the time begins anew,
 * and while images wait in the partition it is their own time that has to have passed too. A source
 * whose clock is ahead says nothing about that time, unless there is no other to go by.
 */
final class Silence {
  /** A partition that has brought nothing for so long holds nothing that waits. */
  private static final long IDLE_MILLIS = 5_000;

  /** Clocks of sources that are said to agree differ by less. */
  private static final long SKEW_MILLIS = 1_000;

  /** Fewer records don't make a source whose silence means anything. */
  static final int ESTABLISHED = 10;

  private final long patience;
  private long listeningSince;
  private long lookedAt;
  private long lastRecordAt;

  /** The latest timestamp that can be true, in milliseconds since 1970. */
  private long partitionTime;

  /** When the last record with such a timestamp was heard. */
  private long timedAt;

  /**
   * @param patience how long a source may send nothing; zero for ever
   * @param now when this instance began to listen, in milliseconds since 1970
   */
  Silence(Duration patience, long now) {
    this.patience = patience.toMillis();
    this.listeningSince = now;
    this.lookedAt = now;
    this.lastRecordAt = now;
    this.timedAt = now;
  }

  /** Notes a record of any source. */
  void heard(long timestamp, long now) {
    lastRecordAt = now;
    if (timestamp <= now + SKEW_MILLIS) {
      partitionTime = Math.max(partitionTime, Math.min(timestamp, now));
      timedAt = now;
    }
  }

  /**
   * Notes that the sources are looked at. Nothing could be heard up to now if the brokers are away,
   * or if the last look is so long ago that the thread or the whole process stood still.
   */
  void look(long now, boolean brokersAnswer) {
    boolean stoodStill = patience > 0 && now - lookedAt > patience / 2;
    if (stoodStill || !brokersAnswer) {
      listeningSince = now;
    }
    lookedAt = now;
  }

  /** For how long nothing was heard of a source while somebody listened, in milliseconds. */
  long unheard(SourceState state, long now) {
    return now - Math.max(state.seenAt(), listeningSince);
  }

  boolean isSilent(SourceState state, long now) {
    return patience > 0
        && state.records() >= ESTABLISHED
        && unheard(state, now) >= patience
        && (now - lastRecordAt >= Math.min(IDLE_MILLIS, patience)
            || now - timedAt >= patience
            || partitionTime - sentAt(state) >= patience);
  }

  /** When a source whose clock is ahead says a time to come, the time at which it was seen. */
  private static long sentAt(SourceState state) {
    return Math.min(state.lastTimestamp(), state.seenAt());
  }
}
