package dev.surprisal.trainer.fit;

import dev.surprisal.image.GrayImage;
import java.util.random.RandomGenerator;

/** How a clean image becomes an input with a label, anew each time it is shown. */
@FunctionalInterface
public interface LabelledTransform {
  /**
   * Writes one input.
   *
   * @param image the clean image
   * @param random the only source of chance; a function of the run's seed and the step
   * @param row receives one value in [0, 1] a pixel, row-major
   * @return whether the input was made strange
   */
  boolean apply(GrayImage image, RandomGenerator random, float[] row);
}
