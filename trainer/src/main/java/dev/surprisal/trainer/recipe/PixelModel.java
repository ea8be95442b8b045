package dev.surprisal.trainer.recipe;

import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Likelihood;
import java.util.Map;

/**
 * What the decoder says of a pixel, and how much of that is learned.
 *
 * @param likelihood as the training begins
 * @param learned whether the training changes its variance
 */
public record PixelModel(Likelihood likelihood, boolean learned) {
  public static final String LEARNED = "learned";

  public static final PixelModel BERNOULLI = new PixelModel(Likelihood.BERNOULLI, false);

  /** Begins with about the variance of a digit's pixels round their means before any training. */
  public static final PixelModel LEARNED_GAUSSIAN =
      new PixelModel(new Likelihood.Gaussian(0.05), true);

  /** A network with this likelihood in place of its own. */
  NetworkSpec of(NetworkSpec network) {
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
