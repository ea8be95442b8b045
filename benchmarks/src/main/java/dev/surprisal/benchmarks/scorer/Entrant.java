package dev.surprisal.benchmarks.scorer;

import dev.surprisal.benchmarks.Run;

/** A contestant that can be timed, in this process or in one of its own. */
interface Entrant extends AutoCloseable {
  String name();

  /**
   * Scores batches until the time is over.
   *
   * @param batch images a batch
   */
  Run run(int batch, double seconds);

  /** The first image's −ELBO in nats, or NaN from one that does not compute it. */
  double firstElboNats();

  @Override
  void close();
}
