package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws each kind of local damage, whether or not it can be seen where it lies. */
final class DamageKinds {
  private DamageKinds() {}

  /** A straight line over the object, brighter or darker. */
  static FloatImage scratch(Scene scene, Extent extent, RandomGenerator random) {
    double width = extent.width(scene.picture(), random);
    double[] at = scene.onObject(random);
    double angle = random.nextDouble(Math.PI);
    double thickness = Math.max(1, .2 * width);
    double mark = scene.mark(random);
    Cover line = Cover.bar(at, angle, 1.25 * width, thickness / 2);
    return scene.picture().map((y, x, v) -> v + line.of(y, x) * mark);
  }

  /** A disc that shows the background, or what lies around it. */
  static FloatImage hole(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double radius = Math.max(1, extent.width(p, random) / 2);
    double[] at = scene.onObject(random);
    double fill = random.nextBoolean() ? scene.background() : around(p, at, radius);
    return filled(p, Cover.disc(at, radius), fill);
  }

  /** Mean of a ring of two pixels about a disc. */
  private static double around(FloatImage p, double[] at, double radius) {
    double[] sums = new double[2];
    p.map(
        (y, x, v) -> {
          double distance = Math.hypot(y - at[0], x - at[1]);
          if (distance > radius && distance <= radius + 2) {
            sums[0] += v;
            sums[1]++;
          }
          return v;
        });
    return sums[1] == 0 ? 0 : sums[0] / sums[1];
  }

  private static FloatImage filled(FloatImage p, Cover cover, double fill) {
    return p.map((y, x, v) -> v + cover.of(y, x) * (fill - v));
  }

  /** A rectangle that was broken out of the object at its edge. */
  static FloatImage missingPiece(Scene scene, Extent extent, RandomGenerator random) {
    double width = extent.width(scene.picture(), random);
    double[] at = scene.onContour(random);
    double angle = random.nextDouble(Math.PI);
    Cover piece = Cover.bar(at, angle, .9 * width, .6 * width);
    return filled(scene.picture(), piece, scene.background());
  }

  /** A soft spot, brighter or darker. */
  static FloatImage spot(Scene scene, Extent extent, RandomGenerator random) {
    double sigma = Math.max(.7, extent.width(scene.picture(), random) / 3);
    double[] at = scene.onObject(random);
    double mark = scene.mark(random);
    return scene
        .picture()
        .map(
            (y, x, v) -> {
              double square = Math.pow(y - at[0], 2) + Math.pow(x - at[1], 2);
              return v + mark * Math.exp(-square / (2 * sigma * sigma));
            });
  }

  /** What lies at the object's edge, drawn along in one direction. */
  static FloatImage smear(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double width = Math.max(2, extent.width(p, random));
    Cover disc = Cover.disc(scene.onContour(random), width);
    double angle = random.nextDouble(2 * Math.PI);
    int steps = (int) Math.ceil(1.5 * width);
    return p.map(
        (y, x, v) -> {
          double cover = disc.of(y, x);
          if (cover == 0) {
            return v;
          }
          double sum = 0;
          for (int t = 0; t <= steps; t++) {
            int row = (int) Math.round(y - t * Math.sin(angle));
            int column = (int) Math.round(x - t * Math.cos(angle));
            sum += p.near(row, column);
          }
          return v + cover * (sum / (steps + 1) - v);
        });
  }

  /** Four to fifteen specks on the lens. */
  static FloatImage dust(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double mark = scene.mark(random);
    Cover[] specks =
        IntStream.range(0, extent.specks()).mapToObj(i -> speck(p, random)).toArray(Cover[]::new);
    return p.map(
        (y, x, v) -> {
          double cover = 0;
          for (Cover speck : specks) {
            cover = Math.max(cover, speck.of(y, x));
          }
          return v + cover * mark;
        });
  }

  private static Cover speck(FloatImage p, RandomGenerator random) {
    double radius = random.nextDouble(.5, 1) * Math.max(1, p.unit());
    int row = random.nextInt(p.shape().height());
    int column = random.nextInt(p.shape().width());
    return Cover.disc(new double[] {row, column}, radius);
  }

  /** Brighter towards one side, darker towards the other. */
  static FloatImage unevenLight(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double strength = extent.gradient(random);
    double angle = random.nextDouble(2 * Math.PI);
    double rows = Math.max(1, (p.shape().height() - 1) / 2.0);
    double columns = Math.max(1, (p.shape().width() - 1) / 2.0);
    return p.map(
        (y, x, v) -> {
          double side = (y / rows - 1) * Math.sin(angle) + (x / columns - 1) * Math.cos(angle);
          return v * Math.max(0, 1 + strength * side);
        });
  }

  /** Out of focus as a whole. */
  static FloatImage defocus(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    return p.defocused(Math.max(.7, extent.blur(p, random)));
  }
}
