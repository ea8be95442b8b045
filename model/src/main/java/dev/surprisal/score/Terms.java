package dev.surprisal.score;

/**
 * The values that {@link Score#SURPRISE} combines; each grows with strangeness.
 *
 * @param elboNats negative ELBO under the model of clean images
 * @param likelihoodRatio (E − E_background) / max(E_background − H + 20, 20), H the image's entropy
 * @param density −ln density of the image's statistics, in nats
 * @param discriminator logit of "strange"; 0 without a discriminator
 */
public record Terms(double elboNats, double likelihoodRatio, double density, double discriminator) {
  /** The value of one term. */
  public double value(Term term) {
    return switch (term) {
      case ELBO -> elboNats;
      case LIKELIHOOD_RATIO -> likelihoodRatio;
      case DENSITY -> density;
      case DISCRIMINATOR -> discriminator;
    };
  }
}
