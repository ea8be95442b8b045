package dev.surprisal.stream.demo;

/** Counts latencies by the millisecond, up to a minute. */
final class Latencies {
  private static final int LONGEST = 60_000;

  private final int[] counts = new int[LONGEST + 1];
  private long total;

  void add(long millis) {
    counts[(int) Math.max(0, Math.min(LONGEST, millis))]++;
    total++;
  }

  /**
   * The smallest latency, in milliseconds, that at least a share {@code q} does not exceed; 0 where
   * there is none.
   */
  long quantile(double q) {
    long below = 0;
    int millis = 0;
    while (millis < LONGEST && below + counts[millis] < q * total) {
      below += counts[millis++];
    }
    return millis;
  }
}
