package dev.surprisal.image;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a decoder may work on one image. Limits on scans and pixels keep nearly every image far
 * below it; it is for the bytes that nobody thought of. Counts the thread's own processor time, so
 * that an image is not rejected because the machine was busy or the process was stopped.
 */
final class TimeBudget {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final LongSupplier CLOCK =
      THREADS.isCurrentThreadCpuTimeSupported()
          ? THREADS::getCurrentThreadCpuTime
          : System::nanoTime;

  private final Duration budget;
  private final LongSupplier nanos;
  private boolean started;
  private long start;

  TimeBudget(Duration budget) {
    this(budget, CLOCK);
  }

  TimeBudget(Duration budget, LongSupplier nanos) {
    this.budget = budget;
    this.nanos = nanos;
  }

  /**
   * To be called now and then while decoding; the first call starts the clock.
   *
   * @throws Spent once the time is over
   */
  void check() throws Spent {
    long now = nanos.getAsLong();
    if (!started) {
      started = true;
      start = now;
    }
    if (now - start > budget.toNanos()) {
      throw new Spent(budget);
    }
  }

  /** Decoding took longer than one image may take. */
  static final class Spent extends IOException {
    private static final long serialVersionUID = 1L;

    Spent(Duration budget) {
      super("expected an image that is decoded within %d ms".formatted(budget.toMillis()));
    }
  }
}
