package dev.surprisal.benchmarks.scorer;

/** Something that computes the negative ELBO of images. Used by one thread. */
public interface Contestant extends AutoCloseable {
  String name();

  /**
   * Scores the first {@code n} images.
   *
   * @param images {@code [at least n][pixels]}, grey bytes
   * @param elboNats receives reconstruction + KL of each, in nats
   */
  void score(byte[][] images, int n, double[] elboNats);

  /** Whether {@link #score} fills in the ELBO; the ceiling, which only multiplies, does not. */
  default boolean answers() {
    return true;
  }

  @Override
  void close();
}
