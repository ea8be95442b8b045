package dev.surprisal.score;

import java.util.Optional;

/**
 * One image's scores; each grows with strangeness.
 *
 * @param reconstructionNats −log p(x|z), z at the posterior's mean
 * @param klNats KL(q(z|x) || p(z)), at least 0
 * @param meanSquaredError between the image in [0, 1] and its reconstruction; NaN where it was not
 *     asked for
 * @param iwaeNats negative importance-weighted bound; NaN where it was not asked for
 * @param surprise combination of {@code terms}; NaN where it was not asked for
 * @param terms what {@code surprise} combines
 */
public record Scores(
    double reconstructionNats,
    double klNats,
    double meanSquaredError,
    double iwaeNats,
    double surprise,
    Optional<Terms> terms) {
  /** Negative evidence lower bound. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }

  /** The value of one kind of score; higher = stranger. */
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
