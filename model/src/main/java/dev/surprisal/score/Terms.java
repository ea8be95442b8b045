package dev.surprisal.score;

/**
 * One image's values of the terms of {@link Score#SURPRISE}; each grows with strangeness.
 *
 * @param elboNats negative ELBO E under the model of clean images, in nats
 * @param likelihoodRatio (E − E_background) / max(E_background − H + 20, 20), with H, the least
 *     nats that the image can have under the background's likelihood: its entropy under Bernoulli's
 * @param density −ln density of the image's statistics, in nats
 * @param discriminator the discriminator's logit of "distorted"; 0 if there is no discriminator
 * @param local the largest ratio of a small window's residual to the usual one there; 0 if there
 *     are no {@link LocalResiduals}
 * @param nearest the distance to the nearest of the {@link CleanLatents}; 0 if there are none
 * @param sharpness −ln density of the image's {@link Sharpness}, in nats; 0 if the model has no
 *     density of it
 */
public record Terms(
    double elboNats,
    double likelihoodRatio,
    double density,
    double discriminator,
    double local,
    double nearest,
    double sharpness) {
  /** The value of one term. */
  public double value(Term term) {
    return switch (term) {
      case ELBO -> elboNats;
      case LIKELIHOOD_RATIO -> likelihoodRatio;
      case DENSITY -> density;
      case DISCRIMINATOR -> discriminator;
      case LOCAL -> local;
      case NEAREST -> nearest;
      case SHARPNESS -> sharpness;
    };
  }
}
