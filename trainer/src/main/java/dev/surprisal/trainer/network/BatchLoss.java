package dev.surprisal.trainer.network;

/**
 * Mean loss of a batch before the step, in nats an image.
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
