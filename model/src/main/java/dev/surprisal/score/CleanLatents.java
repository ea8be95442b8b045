package dev.surprisal.score;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;

/**
 * Where clean images lie in the latent space of the model of clean images: the centres of clusters
 * of their posterior means. {@link Term#NEAREST} is the distance to the nearest of them. The prior
 * has one mode, clean images of several kinds have gaps between them, and a strange image that the
 * decoder explains well lies in a gap.
 */
public final class CleanLatents {
  private final int latent;
  private final float[] centres;
  private final Dense products;

  /**
   * @param latent width of the latent space
   * @param centres {@code [n, latent]}, row-major, n at least 1, finite
   * @throws IllegalArgumentException if a length does not fit or a value is not finite
   */
  public CleanLatents(int latent, float[] centres) {
    if (latent < 1 || centres.length == 0 || centres.length % latent != 0) {
      throw new IllegalArgumentException(
          "nearest: expected centres of %d values, got %d values"
              .formatted(latent, centres.length));
    }
    this.latent = latent;
    this.centres = centres.clone();
    this.products = products(latent, this.centres);
  }

  /** From a point μ to |c|² − 2 c·μ for each centre c, which is its squared distance less |μ|². */
  private static Dense products(int latent, float[] centres) {
    int n = centres.length / latent;
    float[] weights = new float[centres.length];
    float[] squares = new float[n];
    for (int c = 0; c < n; c++) {
      double square = 0;
      for (int k = 0; k < latent; k++) {
        float value = centres[c * latent + k];
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("nearest: expected finite centres, got " + value);
        }
        weights[k * n + c] = -2 * value;
        square += (double) value * value;
      }
      squares[c] = (float) square;
    }
    return new Dense(latent, n, Activation.IDENTITY, weights, squares);
  }

  /** Width of the latent space. */
  public int latent() {
    return latent;
  }

  /** How many there are. */
  public int count() {
    return centres.length / latent;
  }

  /** A copy, {@code [count, latent]}, row-major. */
  public float[] centres() {
    return centres.clone();
  }

  Dense products() {
    return products;
  }
}
