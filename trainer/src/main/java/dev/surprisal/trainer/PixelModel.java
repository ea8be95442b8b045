package dev.surprisal.trainer;

import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Likelihood;
import java.util.Optional;

/** What the decoder says of a pixel, and how much of that is learned. */
sealed interface PixelModel {
  /** As on the command line. */
  String wireName();

  /** The option for its variance, if it has one. */
  Optional<String> variance();

  /** A network with this likelihood in place of its own. */
  NetworkSpec of(NetworkSpec network);

  record Bernoulli() implements PixelModel {
    @Override
    public String wireName() {
      return Likelihood.Bernoulli.NAME;
    }

    @Override
    public Optional<String> variance() {
      return Optional.empty();
    }

    @Override
    public NetworkSpec of(NetworkSpec network) {
      return network.withLikelihood(Likelihood.BERNOULLI, false);
    }
  }

  record Gaussian(GaussianVariance choice) implements PixelModel {
    @Override
    public String wireName() {
      return Likelihood.Gaussian.NAME;
    }

    @Override
    public Optional<String> variance() {
      return Optional.of(choice.toString());
    }

    @Override
    public NetworkSpec of(NetworkSpec network) {
      return network.withLikelihood(new Likelihood.Gaussian(choice.first()), choice.learned());
    }
  }
}
