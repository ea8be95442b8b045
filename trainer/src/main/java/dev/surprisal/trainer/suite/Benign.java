package dev.surprisal.trainer.suite;

import static dev.surprisal.trainer.suite.Suite.Category.BENIGN;

import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small changes as clean images have them, which should not alarm. */
final class Benign {
  private Benign() {}

  static List<Suite> suites() {
    return List.of(
        Suite.of("shift by 1 pixel", BENIGN, Benign::shiftByOne),
        Suite.of("shift by half a pixel", BENIGN, (p, r) -> shift(p, half(r), half(r))),
        Suite.of("rotation within 5°", BENIGN, Benign::rotation),
        Suite.of("slight brightness", BENIGN, (p, r) -> p.gain(r.nextDouble(.92, 1))));
  }

  private static FloatImage shiftByOne(FloatImage p, RandomGenerator random) {
    int by = random.nextBoolean() ? 1 : -1;
    return random.nextBoolean() ? shift(p, by, 0) : shift(p, 0, by);
  }

  private static double half(RandomGenerator random) {
    return random.nextBoolean() ? .5 : -.5;
  }

  private static FloatImage shift(FloatImage p, double rows, double columns) {
    return p.warp(Affine.shift(p.shape(), rows * p.unit(), columns * p.unit()));
  }

  private static FloatImage rotation(FloatImage p, RandomGenerator random) {
    return p.warp(Affine.rotation(p.shape(), random.nextDouble(-5, 5)));
  }
}
