package dev.surprisal.trainer.network;

/**
 * How a step changes the weights.
 *
 * @param weightDecay share of each weight that a step takes away, times the learning rate; at least
 *     0
 */
public record TrainingRule(Objective objective, Updater updater, double weightDecay) {
  /** What turns gradients into steps. */
  public enum Updater {
    /** Source: Kingma and Ba 2014 (arXiv:1412.6980). */
    ADAM,
    RMSPROP
  }

  /** The evidence lower bound by Adam, no weight decay. */
  public static final TrainingRule STANDARD = new TrainingRule(Objective.ELBO, Updater.ADAM, 0);

  public TrainingRule {
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException(
          "weight decay: expected at least 0, below 1, got " + weightDecay);
    }
  }
}
