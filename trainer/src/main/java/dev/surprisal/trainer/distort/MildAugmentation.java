package dev.surprisal.trainer.distort;

import java.util.random.RandomGenerator;

/**
 * Augmentation that must not alarm: with probability ½ a rotation within ±5° and a shift within ±1
 * pixel of 28.
 */
public final class MildAugmentation {
  private static final double DEGREES = 5;
  private static final double SHIFT = 1;

  private MildAugmentation() {}

  public static FloatImage of(FloatImage clean, RandomGenerator random) {
    if (random.nextBoolean()) {
      return clean;
    }
    double shift = SHIFT * clean.unit();
    return clean.warp(
        Affine.of(
            clean.shape(),
            random.nextDouble(-DEGREES, DEGREES),
            1,
            1,
            0,
            random.nextDouble(-shift, shift),
            random.nextDouble(-shift, shift)));
  }
}
