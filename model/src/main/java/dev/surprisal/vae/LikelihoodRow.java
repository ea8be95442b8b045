package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;

/**
 * The likelihood of one image given the decoder's outputs. Keeps scratch arrays; one per thread.
 */
public interface LikelihoodRow {
  /**
   * Computes the likelihood of one image. The other methods refer to the image of the last call.
   *
   * @param x {@code [pixels]}, in [0, 1]
   * @param outputs {@code [pixels]}, the decoder's outputs
   */
  void load(float[] x, float[] outputs);

  /** −log p(x|outputs) in nats; higher = stranger. */
  double nats();

  /** The minimum of {@link #nats} over all outputs; of any image, not the loaded one's alone. */
  double leastNats(GrayImage image);

  /**
   * The decoder's means p, in [0, 1].
   *
   * @param outputs the same as in the last {@link #load}
   * @return {@code [pixels]}, valid until the next {@link #load}
   */
  float[] means(float[] outputs);

  /** Σ (x − p)². Call {@link #means} first. */
  double squaredError(float[] x);

  /**
   * The gradient of {@link #nats} with respect to the decoder's outputs. Call {@link #means} first.
   *
   * @param gradient {@code [pixels]}, overwritten; may be the array of the outputs
   */
  void gradient(float[] x, float[] gradient);
}
