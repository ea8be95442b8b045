package dev.surprisal.trainer.suite;

import static dev.surprisal.trainer.suite.Suite.Category.CORRUPTION;

import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The fifteen kinds of corruption of MNIST-C, made by formulas of our own. Source of the kinds: Mu
 * and Gilmer 2019 (arXiv:1906.02337).
 */
final class Corruptions {
  private Corruptions() {}

  static List<Suite> suites() {
    return List.of(
        Suite.of("shot noise", CORRUPTION, Corruptions::shotNoise),
        Suite.of("impulse noise", CORRUPTION, (p, r) -> p.speckled(r.nextDouble(.05, .2), true, r)),
        Suite.of("glass blur", CORRUPTION, Corruptions::glassBlur),
        Suite.of("motion blur", CORRUPTION, Corruptions::motionBlur),
        Suite.of(
            "shear",
            CORRUPTION,
            (p, r) -> p.warp(Affine.of(p.shape(), 0, 1, 1, sign(r) * .6, 0, 0))),
        Suite.of("scale", CORRUPTION, (p, r) -> p.warp(Affine.of(p.shape(), 0, .6, .6, 0, 0, 0))),
        Suite.of("rotate", CORRUPTION, Corruptions::rotate),
        Suite.of("brightness", CORRUPTION, Corruptions::brightness),
        Suite.of("translate", CORRUPTION, Corruptions::translate),
        Suite.of("stripe", CORRUPTION, Corruptions::stripe),
        Suite.of("fog", CORRUPTION, Corruptions::fog),
        Suite.of("spatter", CORRUPTION, Corruptions::spatter),
        Suite.of("dotted line", CORRUPTION, (p, r) -> line(p, r, 0, 2)),
        Suite.of("zigzag", CORRUPTION, (p, r) -> line(p, r, 3, 0)),
        Suite.of("edges", CORRUPTION, (p, r) -> edges(p)));
  }

  private static int sign(RandomGenerator random) {
    return random.nextBoolean() ? 1 : -1;
  }

  /** Few photons: a Poisson count with the pixel's rate. */
  private static FloatImage shotNoise(FloatImage p, RandomGenerator random) {
    double photons = random.nextDouble(8, 25);
    return p.map(
        (y, x, v) -> {
          int count = -1;
          for (double t = 0; t < v * photons + 0.5; t -= Math.log1p(-random.nextDouble())) {
            count++;
          }
          return Math.min(1, count / photons);
        });
  }

  /** Each pixel comes from a near one, then everything is blurred. */
  private static FloatImage glassBlur(FloatImage p, RandomGenerator random) {
    return p.map((y, x, v) -> p.near(y + random.nextInt(-1, 2), x + random.nextInt(-1, 2)))
        .blurred(1);
  }

  private static FloatImage motionBlur(FloatImage p, RandomGenerator random) {
    double angle = random.nextDouble(Math.PI);
    int half = (int) Math.max(2, Math.round(3 * p.unit()));
    return p.map(
        (y, x, v) -> {
          double sum = 0;
          for (int t = -half; t <= half; t++) {
            int row = (int) Math.round(y + t * Math.sin(angle));
            int column = (int) Math.round(x + t * Math.cos(angle));
            sum += p.near(row, column);
          }
          return sum / (2 * half + 1);
        });
  }

  private static FloatImage rotate(FloatImage p, RandomGenerator random) {
    return p.warp(Affine.rotation(p.shape(), sign(random) * random.nextDouble(30, 90)));
  }

  private static FloatImage brightness(FloatImage p, RandomGenerator random) {
    double offset = random.nextDouble(.2, .5);
    return p.map((y, x, v) -> Math.min(1, v + offset));
  }

  private static FloatImage translate(FloatImage p, RandomGenerator random) {
    double rows = sign(random) * random.nextDouble(4, 7) * p.unit();
    double columns = sign(random) * random.nextDouble(4, 7) * p.unit();
    return p.warp(Affine.shift(p.shape(), rows, columns));
  }

  /** A band in which black and white change places. */
  private static FloatImage stripe(FloatImage p, RandomGenerator random) {
    int width = (int) Math.min(p.shape().width(), Math.max(2, Math.round(5 * p.unit())));
    int start = random.nextInt(p.shape().width() - width + 1);
    return p.map((y, x, v) -> x >= start && x < start + width ? 1 - v : v);
  }

  /** A smooth veil over the picture. */
  private static FloatImage fog(FloatImage p, RandomGenerator random) {
    double strength = random.nextDouble(.3, .6);
    FloatImage veil = FloatImage.constant(p.shape(), 0).speckled(1, false, random).blurred(12);
    return p.map((y, x, v) -> Math.min(1, v + strength * (0.5 + veil.value(y, x))));
  }

  private static FloatImage spatter(FloatImage p, RandomGenerator random) {
    FloatImage drops = FloatImage.constant(p.shape(), 0).speckled(.06, true, random).blurred(1);
    return p.map((y, x, v) -> drops.value(y, x) > .12 ? Math.max(v, .8) : v);
  }

  /** A line across the picture: with corners, or with gaps. */
  private static FloatImage line(FloatImage p, RandomGenerator random, int amplitude, int gap) {
    double slope = random.nextDouble(-.8, .8);
    double middle = p.shape().height() * random.nextDouble(.3, .7);
    double center = p.shape().width() / 2.0;
    return p.map(
        (y, x, v) -> {
          double corner = amplitude * (Math.abs(x % 8 - 4) - 2);
          double distance = Math.abs(y - middle - slope * (x - center) - corner);
          boolean drawn = gap == 0 || x / gap % 2 == 0;
          return drawn && distance < 1.2 ? 1 : v;
        });
  }

  private static FloatImage edges(FloatImage p) {
    return p.map(
        (y, x, v) -> {
          double dy = p.near(y + 1, x) - p.near(y - 1, x);
          double dx = p.near(y, x + 1) - p.near(y, x - 1);
          return Math.hypot(dy, dx) > .7 ? 1 : 0;
        });
  }
}
