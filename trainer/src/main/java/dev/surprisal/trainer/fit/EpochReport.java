package dev.surprisal.trainer.fit;

/**
 * What an epoch cost.
 *
 * @param epoch 1 for the first
 * @param reconstructionNats mean over the images as they were shown, one sampled z
 * @param klNats mean KL divergence
 * @param seconds that it took
 * @param images that were shown, each as often as there were passes
 */
public record EpochReport(
    int epoch, double reconstructionNats, double klNats, double seconds, int images) {
  /** Mean negative evidence lower bound. */
  public double elboNats() {
    return reconstructionNats + klNats;
  }

  public double imagesPerSecond() {
    return images / seconds;
  }
}
