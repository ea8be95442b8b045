package dev.surprisal.trainer.fit;

/**
 * How a network is fitted.
 *
 * @param epochs passes over the images, at least 1
 * @param batch images a step, at least 1
 * @param seed of the initial weights, the order of the images, the noise and the transforms
 * @param learningRate of Adam, above 0
 * @param finalLearningRate reached at the last step by a half cosine; equal to {@code learningRate}
 *     for a constant one
 */
public record FitSettings(
    int epochs, int batch, long seed, double learningRate, double finalLearningRate) {
  public FitSettings {
    expect(epochs >= 1, "epochs", "at least 1", epochs);
    expect(batch >= 1, "batch", "at least 1", batch);
    expect(
        learningRate > 0 && learningRate < 10, "learning rate", "above 0, below 10", learningRate);
    expect(
        finalLearningRate > 0 && finalLearningRate <= learningRate,
        "final learning rate",
        "above 0, at most the learning rate",
        finalLearningRate);
  }

  private static void expect(boolean holds, String name, String expected, Object got) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, got %s".formatted(name, expected, got));
    }
  }

  /** 10 epochs, batches of 128, Adam at 1e-3 throughout, seed 1. */
  public static FitSettings defaults() {
    return new FitSettings(10, 128, 1, 1e-3, 1e-3);
  }

  public FitSettings withEpochs(int value) {
    return new FitSettings(value, batch, seed, learningRate, finalLearningRate);
  }

  public FitSettings withBatch(int value) {
    return new FitSettings(epochs, value, seed, learningRate, finalLearningRate);
  }

  public FitSettings withSeed(long value) {
    return new FitSettings(epochs, batch, value, learningRate, finalLearningRate);
  }

  /** A constant learning rate. */
  public FitSettings withLearningRate(double value) {
    return new FitSettings(epochs, batch, seed, value, value);
  }

  /** A learning rate that falls along a half cosine. */
  public FitSettings withCosineDecayTo(double value) {
    return new FitSettings(epochs, batch, seed, learningRate, value);
  }

  /**
   * The learning rate of one step.
   *
   * @param step 0 to {@code steps} − 1
   */
  double learningRate(long step, long steps) {
    double share = steps <= 1 ? 0 : (double) step / (steps - 1);
    return finalLearningRate
        + (learningRate - finalLearningRate) * 0.5 * (1 + Math.cos(Math.PI * share));
  }
}
