package dev.surprisal.benchmarks.scorer;

import dev.surprisal.benchmarks.ProcessCpu;
import dev.surprisal.benchmarks.Run;

/** Times a contestant in this JVM. */
final class InProcess implements Entrant {
  private final Contestant contestant;
  private final byte[][] images;
  private int next;

  InProcess(Contestant contestant, byte[][] images) {
    this.contestant = contestant;
    this.images = images;
  }

  @Override
  public String name() {
    return contestant.name();
  }

  @Override
  public Run run(int batch, double seconds) {
    byte[][] window = new byte[batch][];
    double[] elbo = new double[batch];
    long done = 0;
    double cpu = ProcessCpu.seconds();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    do {
      fill(window);
      contestant.score(window, batch, elbo);
      done += batch;
    } while (System.nanoTime() < end);
    return new Run(done, (System.nanoTime() - start) * 1e-9, ProcessCpu.seconds() - cpu);
  }

  private void fill(byte[][] window) {
    for (int i = 0; i < window.length; i++) {
      window[i] = images[next];
      next = next + 1 == images.length ? 0 : next + 1;
    }
  }

  @Override
  public double firstElboNats() {
    if (!contestant.answers()) {
      return Double.NaN;
    }
    double[] elbo = new double[1];
    contestant.score(images, 1, elbo);
    return elbo[0];
  }

  @Override
  public void close() {
    contestant.close();
  }
}
