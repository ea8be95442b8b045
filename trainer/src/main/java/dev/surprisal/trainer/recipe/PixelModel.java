package dev.surprisal.trainer.recipe;

import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Likelihood;
import java.util.Map;

/**
 * The likelihood of a pixel given the decoder's output, and whether its variance is learned.
 *
 * @param likelihood at the start of the training
 * @param learned whether the training fits the likelihood's variance
 */
public record PixelModel(Likelihood likelihood, boolean learned) {
  public static final String LEARNED = "learned";

  public static final PixelModel BERNOULLI = new PixelModel(Likelihood.BERNOULLI, false);

  /** Starts near the variance of MNIST's pixels around their mean image. */
  public static final PixelModel LEARNED_GAUSSIAN =
      new PixelModel(new Likelihood.Gaussian(0.05), true);

  /** A network with this likelihood in place of its own. */
  public NetworkSpec of(NetworkSpec network) {
    return network.withLikelihood(likelihood, learned);
  }

  /** By the options' names. */
  Map<String, String> description() {
    return likelihood instanceof Likelihood.Gaussian gaussian
        ? Map.of(
            "likelihood",
            likelihood.wireName(),
            "gaussian-variance",
            learned ? LEARNED : Double.toString(gaussian.variance()))
        : Map.of("likelihood", likelihood.wireName());
  }
}
