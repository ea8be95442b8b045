package dev.surprisal.score;

/**
 * One image's scores; each grows with strangeness.
 *
 * @param reconstructionNats −log p(x|z), z at the posterior's mean
 * @param klNats KL(q(z|x) || p(z)), at least 0
 * @param meanSquaredError between the image in [0, 1] and its reconstruction
 */
public record Scores(double reconstructionNats, double klNats, double meanSquaredError) {
  /** Negative evidence lower bound. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }

  /** The value of one kind of score; higher = stranger. */
  public double value(Score score) {
    return switch (score) {
      case ELBO -> elboNats();
      case RECONSTRUCTION -> reconstructionNats;
      case MSE -> meanSquaredError;
      case KL -> klNats;
    };
  }
}
