package dev.surprisal.vae;

/** The likelihood of one image given the decoder's outputs. Owns scratch; one per thread. */
public interface LikelihoodRow {
  /**
   * Computes the likelihood of one image; its figures hold until the next call.
   *
   * @param x {@code [pixels]}, in [0, 1]
   * @param outputs {@code [pixels]}, the decoder's
   */
  void load(float[] x, float[] outputs);

  /** −log p(x|outputs) in nats; higher = stranger. */
  double nats();

  /**
   * The decoder's means p, in [0, 1].
   *
   * @param outputs those of the last {@link #load}
   * @return {@code [pixels]}, valid until the next {@link #load}
   */
  float[] means(float[] outputs);

  /** Σ (x − p)², after {@link #means}. */
  double squaredError(float[] x);

  /**
   * The gradient of {@link #nats} towards the decoder's outputs, after {@link #means}.
   *
   * @param gradient {@code [pixels]}, written; may be the outputs
   */
  void gradient(float[] x, float[] gradient);
}
