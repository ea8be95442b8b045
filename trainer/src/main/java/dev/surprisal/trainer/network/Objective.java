package dev.surprisal.trainer.network;

/**
 * What the optimiser minimises.
 *
 * @param loss the bound
 * @param samples latent points drawn for each image, at least 1
 */
public record Objective(Loss loss, int samples) {
  /** The bounds that a network can be fitted by. */
  public enum Loss {
    /**
     * Negative evidence lower bound with the KL divergence in closed form. Source: Kingma and
     * Welling 2013, equation 10 (arXiv:1312.6114).
     */
    ELBO,
    /**
     * Negative importance-weighted bound; with one sample, the evidence lower bound with every term
     * estimated from the draw. Source: Burda, Grosse and Salakhutdinov 2016, equation 8
     * (arXiv:1509.00519).
     */
    IWAE,
    /** The reconstruction error alone, of the posterior's mean: a plain autoencoder. */
    RECONSTRUCTION
  }

  public static final Objective ELBO = new Objective(Loss.ELBO, 1);
  public static final Objective RECONSTRUCTION = new Objective(Loss.RECONSTRUCTION, 1);

  public Objective {
    if (samples < 1 || (samples > 1 && loss != Loss.IWAE)) {
      throw new IllegalArgumentException(
          "samples: expected at least 1, and 1 for any objective but iwae, got " + samples);
    }
  }

  public static Objective iwae(int samples) {
    return new Objective(Loss.IWAE, samples);
  }
}
