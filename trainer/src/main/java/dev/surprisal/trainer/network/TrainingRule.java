package dev.surprisal.trainer.network;

/**
 * How weights are initialised, and how a step changes them.
 *
 * @param start distribution of the initial weights; biases start at 0, except the decoder's last
 * @param weightDecay share of each weight that a step takes away, times the learning rate; at least
 *     0
 */
public record TrainingRule(Objective objective, Start start, Updater updater, double weightDecay) {
  /** The uniform distribution that initial weights are drawn from. */
  public enum Start {
    /** ±1/√inputs, as PyTorch does. */
    FAN_IN,
    /** ±√(6/(inputs + outputs)). Source: Glorot and Bengio 2010, equation 16. */
    GLOROT
  }

  /** The rule that computes steps from gradients. */
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
