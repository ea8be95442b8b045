package dev.surprisal.stream.demo;

/** Histogram of latencies in steps of a millisecond; longer ones count as a minute. */
final class Latencies {
  private static final int LONGEST = 60_000;

  private final int[] counts = new int[LONGEST + 1];
  private long total;

  void add(long millis) {
    counts[(int) Math.max(0, Math.min(LONGEST, millis))]++;
    total++;
  }

  /** The quantile {@code q} of the latencies in milliseconds, or 0 if none was added. */
  long quantile(double q) {
    long below = 0;
    int millis = 0;
    while (millis < LONGEST && below + counts[millis] < q * total) {
      below += counts[millis++];
    }
    return millis;
  }
}
