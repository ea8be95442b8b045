package dev.surprisal.trainer.network;

/**
 * Where the weights begin, and how a step changes them.
 *
 * @param start of the weights; biases begin at 0
 * @param weightDecay share of each weight that a step takes away, times the learning rate; at least
 *     0
 */
public record TrainingRule(Objective objective, Start start, Updater updater, double weightDecay) {
  /** What uniform distribution the first weights are drawn from. */
  public enum Start {
    /** Up to 1/√inputs either way, as PyTorch begins. */
    FAN_IN,
    /** Up to √(6/(inputs + outputs)) either way. Source: Glorot and Bengio 2010, equation 16. */
    GLOROT
  }

  /** What turns gradients into steps. */
  public enum Updater {
    /** Source: Kingma and Ba 2014 (arXiv:1412.6980). */
    ADAM,
    RMSPROP
  }

  /** The evidence lower bound by Adam, no weight decay. */
  public static final TrainingRule STANDARD =
      new TrainingRule(Objective.ELBO, Start.FAN_IN, Updater.ADAM, 0);

  public TrainingRule {
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException(
          "weight decay: expected at least 0, below 1, got " + weightDecay);
    }
  }
}
