package dev.surprisal.trainer.distort;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The ways in which a camera can be mounted: the square's eight symmetries, by number. */
public final class Mounting {
  /** The first of the ways that are mirrored left to right; those before are turned only. */
  static final int MIRRORED = 4;

  /** Upside down, and mirrored left to right. */
  static final int FLIPPED = 6;

  private static final int WAYS = 8;

  private Mounting() {}

  /**
   * One way: 0 is right, 1 to 3 are quarter turns, 4 to 7 are mirrored and turned.
   *
   * @param way 0 to 7
   */
  static FloatImage of(FloatImage clean, int way) {
    if (way == 0) {
      return clean;
    }
    int mirror = way < MIRRORED ? 1 : -1;
    return clean.warp(Affine.of(clean.shape(), 90.0 * (way % 4), 1, mirror, 0, 0, 0));
  }

  /**
   * The wrong ways.
   *
   * @param right the others
   */
  public static List<Integer> wrong(List<Integer> right) {
    return IntStream.range(0, WAYS).boxed().filter(way -> !right.contains(way)).toList();
  }

  /** One of some ways at random. */
  public static FloatImage any(FloatImage clean, List<Integer> ways, RandomGenerator random) {
    return of(clean, ways.get(random.nextInt(ways.size())));
  }
}
