package dev.surprisal.score;

import java.util.Optional;

/**
 * One image's scores; each grows with strangeness. Scores that were not requested are NaN.
 *
 * @param reconstructionNats −log p(x|z) in nats, z at the posterior's mean
 * @param klNats KL(q(z|x) || p(z)) in nats, at least 0
 * @param meanSquaredError between the image in [0, 1] and its reconstruction, in [0, 1]
 * @param iwaeNats negative importance-weighted bound on log p(x), in nats
 * @param surprise {@link Combination} of {@code terms}, no unit
 * @param terms the terms of {@code surprise}; empty if it was not requested
 */
public record Scores(
    double reconstructionNats,
    double klNats,
    double meanSquaredError,
    double iwaeNats,
    double surprise,
    Optional<Terms> terms) {
  /** Negative evidence lower bound on log p(x), in nats. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }

  /** The value of one score; higher = stranger; NaN if it was not requested. */
  public double value(Score score) {
    return switch (score) {
      case SURPRISE -> surprise;
      case ELBO -> elboNats();
      case RECONSTRUCTION -> reconstructionNats;
      case MSE -> meanSquaredError;
      case KL -> klNats;
      case IWAE -> iwaeNats;
    };
  }

  Scores withSurprise(double value, Terms terms) {
    return new Scores(
        reconstructionNats, klNats, meanSquaredError, iwaeNats, value, Optional.of(terms));
  }

  Scores withIwae(double nats) {
    return new Scores(reconstructionNats, klNats, meanSquaredError, nats, surprise, terms);
  }
}
