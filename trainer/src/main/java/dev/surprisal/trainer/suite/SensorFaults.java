package dev.surprisal.trainer.suite;

import static dev.surprisal.trainer.suite.Suite.Category.SENSOR_FAULT;

import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Faults of a camera, its cable or its mount. */
final class SensorFaults {
  private SensorFaults() {}

  /**
   * The suites, in the report's order.
   *
   * @param drawClean draws another clean image, for overlays
   */
  static List<Suite> suites(Function<RandomGenerator, FloatImage> drawClean) {
    return List.of(
        Suite.must("black", SENSOR_FAULT, (p, r) -> p.gain(0)),
        Suite.must("nearly black", SENSOR_FAULT, (p, r) -> p.gain(0).noisy(0.01, r)),
        Suite.must("dim", SENSOR_FAULT, (p, r) -> p.gain(r.nextDouble(0.1, 0.4))),
        Suite.must("white", SENSOR_FAULT, (p, r) -> p.map((y, x, v) -> 1)),
        Suite.must("grey", SENSOR_FAULT, (p, r) -> grey(p, r.nextDouble(0.2, 0.8))),
        Suite.must("inverted", SENSOR_FAULT, (p, r) -> p.map((y, x, v) -> 1 - v)),
        Suite.must("half missing", SENSOR_FAULT, SensorFaults::halfMissing),
        Suite.of("stuck rows", SENSOR_FAULT, (p, r) -> stuck(p, r, true)),
        Suite.of("stuck columns", SENSOR_FAULT, (p, r) -> stuck(p, r, false)),
        Suite.of("salt", SENSOR_FAULT, (p, r) -> salt(p, r.nextDouble(0.02, 0.1), r)),
        Suite.must("noise", SENSOR_FAULT, (p, r) -> p.gain(0).speckled(1, false, r)),
        Suite.of("added noise", SENSOR_FAULT, (p, r) -> p.noisy(r.nextDouble(0.1, 0.3), r)),
        Suite.of("tiles", SENSOR_FAULT, SensorFaults::tiles),
        Suite.of("overlay of two", SENSOR_FAULT, (p, r) -> p.max(drawClean.apply(r))),
        Suite.must(
            "half size", SENSOR_FAULT, (p, r) -> p.warp(Affine.of(p.shape(), 0, .5, .5, 0, 0, 0))),
        Suite.of("cut off at the border", SENSOR_FAULT, SensorFaults::cutOff),
        Suite.of("upside down", SENSOR_FAULT, (p, r) -> p.warp(Affine.rotation(p.shape(), 180))));
  }

  private static FloatImage grey(FloatImage p, double level) {
    return p.map((y, x, v) -> level);
  }

  private static FloatImage halfMissing(FloatImage p, RandomGenerator random) {
    boolean vertical = random.nextBoolean();
    boolean first = random.nextBoolean();
    int middle = (vertical ? p.shape().height() : p.shape().width()) / 2;
    return p.map((y, x, v) -> (vertical ? y : x) < middle == first ? 0 : v);
  }

  /** One to three lines that show white. */
  private static FloatImage stuck(FloatImage p, RandomGenerator random, boolean rows) {
    int lines = rows ? p.shape().height() : p.shape().width();
    int[] which = random.ints(random.nextInt(1, 4), 0, lines).toArray();
    return p.map(
        (y, x, v) -> {
          for (int line : which) {
            if ((rows ? y : x) == line) {
              return 1;
            }
          }
          return v;
        });
  }

  private static FloatImage salt(FloatImage p, double share, RandomGenerator random) {
    return p.map((y, x, v) -> random.nextDouble() < share ? 1 : v);
  }

  /** Quarters of the picture in another order. */
  private static FloatImage tiles(FloatImage p, RandomGenerator random) {
    int height = (p.shape().height() + 1) / 2;
    int width = (p.shape().width() + 1) / 2;
    int turn = random.nextInt(1, 4);
    return p.map(
        (y, x, v) -> {
          int from = ((y / height % 2 * 2 + x / width % 2) + turn) % 4;
          return p.near(y % height + from / 2 * height, x % width + from % 2 * width);
        });
  }

  private static FloatImage cutOff(FloatImage p, RandomGenerator random) {
    double shift = (random.nextBoolean() ? 1 : -1) * random.nextDouble(9, 13) * p.unit();
    boolean vertical = random.nextBoolean();
    return p.warp(Affine.shift(p.shape(), vertical ? shift : 0, vertical ? 0 : shift));
  }
}
