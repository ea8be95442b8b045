package dev.surprisal.score;

import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Workspace;
import java.util.List;

/** Computes {@link Term#NEAREST} for a batch. One per thread. */
final class NearestPass {
  private final int latent;
  private final int count;
  private final NetworkPass products;

  NearestPass(CleanLatents parts, Workspace workspace) {
    this.latent = parts.latent();
    this.count = parts.count();
    this.products = new NetworkPass(List.of(parts.products()), workspace);
  }

  /**
   * The Euclidean distance of each posterior's mean to the nearest centre.
   *
   * @param posterior {@code [n, 2·latent]}: each row the means, then the log-variances
   * @param values {@code [at least n]}, overwritten
   */
  void run(float[] posterior, int n, double[] values) {
    products.run(
        posterior, 2 * latent, n, (i, row) -> values[i] = distance(posterior, 2 * latent * i, row));
  }

  private double distance(float[] posterior, int offset, float[] row) {
    float least = Float.POSITIVE_INFINITY;
    for (int c = 0; c < count; c++) {
      least = Math.min(least, row[c]);
    }
    double square = least;
    for (int k = offset; k < offset + latent; k++) {
      square += (double) posterior[k] * posterior[k];
    }
    return Math.sqrt(Math.max(0, square));
  }
}
