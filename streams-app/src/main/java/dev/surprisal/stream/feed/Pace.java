package dev.surprisal.stream.feed;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Holds a loop to so many rounds a second; catches up after a delay. A round may come half a
 * millisecond early: to sleep before each of fifty thousand a second would cost more than to send
 * them.
 */
public final class Pace {
  private static final long EARLY_NANOS = 500_000;

  private final double rate;
  private final LongSupplier nanos;
  private final long start;
  private long rounds;

  /**
   * @param rate rounds a second; 0 for as many as there can be
   */
  public Pace(double rate) {
    this(rate, System::nanoTime);
  }

  Pace(double rate, LongSupplier nanos) {
    this.rate = rate;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Waits until the next round is due, or nearly so. */
  public void await() {
    long wait = nanosUntilDue();
    rounds++;
    if (wait <= EARLY_NANOS) {
      return;
    }
    while (wait > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(wait);
      wait = start + due(rounds - 1) - nanos.getAsLong();
    }
  }

  long nanosUntilDue() {
    return rate == 0 ? 0 : start + due(rounds) - nanos.getAsLong();
  }

  private long due(long round) {
    return (long) (round * 1e9 / rate);
  }
}
