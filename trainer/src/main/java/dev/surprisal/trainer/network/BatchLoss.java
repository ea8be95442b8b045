package dev.surprisal.trainer.network;

/**
 * What the last step's batch cost, in nats an image, before the step.
 *
 * @param reconstructionNats −log p(x|z), one sampled z
 * @param klNats KL divergence of the posterior from the prior
 */
public record BatchLoss(double reconstructionNats, double klNats) {
  /** Negative evidence lower bound. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }
}
