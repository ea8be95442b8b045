package dev.surprisal.trainer.fit;

import dev.surprisal.trainer.network.TrainingRule;

/**
 * How a network is fitted.
 *
 * @param epochs after each of which the run is measured and saved, at least 1
 * @param passes over the images in one epoch, at least 1; more than 1 for small sets
 * @param batch images a step, at least 1
 * @param seed of the initial weights, the order of the images, the noise and the transforms
 * @param learningRate of each step
 * @param rule objective, updater and weight decay
 * @param warmUpEpochs over which the KL's weight rises from 0 to 1; 0 for none. Source: Sønderby et
 *     al. 2016, section 2.3 (arXiv:1602.02282)
 */
public record FitSettings(
    int epochs,
    int passes,
    int batch,
    long seed,
    LearningRate learningRate,
    TrainingRule rule,
    int warmUpEpochs) {
  public FitSettings {
    expectAtLeast(1, "epochs", epochs);
    expectAtLeast(1, "passes", passes);
    expectAtLeast(1, "batch", batch);
    expectAtLeast(0, "KL warm-up", warmUpEpochs);
  }

  /** By Adam on the evidence lower bound, with a learning rate that falls along a half cosine. */
  public FitSettings(
      int epochs, int batch, long seed, double learningRate, double finalLearningRate) {
    this(
        epochs,
        1,
        batch,
        seed,
        LearningRate.cosine(learningRate, finalLearningRate),
        TrainingRule.STANDARD,
        0);
  }

  /** 10 epochs, batches of 128, Adam at 1e-3 throughout, seed 1. */
  public static FitSettings defaults() {
    return new FitSettings(10, 1, 128, 1, LearningRate.constant(1e-3), TrainingRule.STANDARD, 0);
  }

  public FitSettings withEpochs(int value) {
    return new FitSettings(value, passes, batch, seed, learningRate, rule, warmUpEpochs);
  }

  public FitSettings withPasses(int value) {
    return new FitSettings(epochs, value, batch, seed, learningRate, rule, warmUpEpochs);
  }

  public FitSettings withBatch(int value) {
    return new FitSettings(epochs, passes, value, seed, learningRate, rule, warmUpEpochs);
  }

  public FitSettings withSeed(long value) {
    return new FitSettings(epochs, passes, batch, value, learningRate, rule, warmUpEpochs);
  }

  public FitSettings withLearningRate(LearningRate value) {
    return new FitSettings(epochs, passes, batch, seed, value, rule, warmUpEpochs);
  }

  public FitSettings withRule(TrainingRule value) {
    return new FitSettings(epochs, passes, batch, seed, learningRate, value, warmUpEpochs);
  }

  public FitSettings withWarmUp(int value) {
    return new FitSettings(epochs, passes, batch, seed, learningRate, rule, value);
  }

  private static void expectAtLeast(int least, String name, int got) {
    if (got < least) {
      throw new IllegalArgumentException(
          "%s: expected at least %d, got %d".formatted(name, least, got));
    }
  }
}
