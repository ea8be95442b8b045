package dev.surprisal.benchmarks;

/**
 * What one measurement saw.
 *
 * @param images how many were done
 * @param wallSeconds on the clock
 * @param cpuSeconds of all threads of the process, the collector's and the compiler's among them
 */
public record Run(long images, double wallSeconds, double cpuSeconds) {
  public double perCpuSecond() {
    return images / cpuSeconds;
  }

  public double perSecond() {
    return images / wallSeconds;
  }
}
