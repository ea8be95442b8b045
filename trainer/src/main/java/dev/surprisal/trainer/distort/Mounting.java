package dev.surprisal.trainer.distort;

import java.util.random.RandomGenerator;

/** Wrong mountings of a camera: seven of the square's eight symmetries. */
public final class Mounting {
  private Mounting() {}

  /** Rotates by quarter turns, mirrors, or both; one of seven ways at random. */
  public static FloatImage wrong(FloatImage clean, RandomGenerator random) {
    int way = random.nextInt(1, 8);
    int mirror = way < 4 ? 1 : -1;
    return clean.warp(Affine.of(clean.shape(), 90.0 * (way % 4), 1, mirror, 0, 0, 0));
  }
}
