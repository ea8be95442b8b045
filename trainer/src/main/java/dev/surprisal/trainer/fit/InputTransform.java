package dev.surprisal.trainer.fit;

import dev.surprisal.image.GrayImage;
import java.util.random.RandomGenerator;

/** How a training image becomes a network's input, anew each time it is shown. */
@FunctionalInterface
public interface InputTransform {
  /** Grey value / 255, as the scorer does it. */
  InputTransform UNIT = (image, random, row) -> image.toUnit(row, 0);

  /**
   * Writes one input.
   *
   * @param image the clean image
   * @param random the only source of chance; a function of the run's seed and the step
   * @param row receives one value in [0, 1] a pixel, row-major
   */
  void apply(GrayImage image, RandomGenerator random, float[] row);
}
