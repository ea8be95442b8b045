package dev.surprisal.trainer.fit;

/** Watches an epoch from step to step, and may end it. */
@FunctionalInterface
public interface StepListener {
  /**
   * @param soFar means over the epoch up to here
   * @param imagesPerEpoch of which {@code soFar.images()} have been shown
   * @return whether to go on
   */
  boolean step(EpochReport soFar, int imagesPerEpoch);
}
