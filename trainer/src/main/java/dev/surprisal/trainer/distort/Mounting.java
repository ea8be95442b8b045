package dev.surprisal.trainer.distort;

import java.util.random.RandomGenerator;

/** How a camera can be mounted: the eight symmetries of the square, of which one is right. */
public final class Mounting {
  private Mounting() {}

  /** The whole picture by quarter turns, mirrored or not, in one of the seven wrong ways. */
  public static FloatImage wrong(FloatImage clean, RandomGenerator random) {
    int way = random.nextInt(1, 8);
    int mirror = way < 4 ? 1 : -1;
    return clean.warp(Affine.of(clean.shape(), 90.0 * (way % 4), 1, mirror, 0, 0, 0));
  }
}
