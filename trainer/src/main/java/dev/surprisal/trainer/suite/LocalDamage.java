package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What happens to objects and to a camera's lens: damage of a part of the picture, in three sizes
 * relative to it. Every picture is made to show its damage: a hole that was drawn where there is
 * background already, for instance, is drawn again elsewhere.
 */
final class LocalDamage {
  private static final int TRIES = 30;

  /** A pixel that differs less than this is not seen to differ: 25 of 255. */
  static final double VISIBLE = 0.1;

  private LocalDamage() {}

  /** Width of a damage as a share of the picture's smaller side, and the strength of others. */
  enum Extent {
    SMALL(.07, .3, .8),
    MEDIUM(.14, .5, 1.2),
    LARGE(.25, .8, 2);

    private final double share;
    private final double gradient;
    private final double blur;

    Extent(double share, double gradient, double blur) {
      this.share = share;
      this.gradient = gradient;
      this.blur = blur;
    }

    /** In pixels, a little different each time. */
    private double width(FloatImage p, RandomGenerator random) {
      int side = Math.min(p.shape().height(), p.shape().width());
      return share * side * random.nextDouble(.85, 1.15);
    }

    /** How many pixels have to differ visibly. */
    int leastPixels(FloatImage p) {
      int side = Math.min(p.shape().height(), p.shape().width());
      return (int) Math.max(2, .15 * Math.pow(share * side, 2));
    }

    String inWords() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @FunctionalInterface
  private interface Damage {
    FloatImage of(Scene scene, Extent extent, RandomGenerator random);
  }

  static List<Suite> suites() {
    List<Suite> suites = new ArrayList<>();
    add(suites, "scratch", LocalDamage::scratch);
    add(suites, "hole", LocalDamage::hole);
    add(suites, "missing piece", LocalDamage::missingPiece);
    add(suites, "spot", LocalDamage::spot);
    add(suites, "smear", LocalDamage::smear);
    add(suites, "dust", LocalDamage::dust);
    add(suites, "uneven light", LocalDamage::unevenLight);
    add(suites, "defocus", (scene, extent, r) -> defocus(scene.picture(), extent, r));
    return suites;
  }

  private static void add(List<Suite> suites, String name, Damage damage) {
    for (Extent extent : Extent.values()) {
      suites.add(
          Suite.of(
              name + ", " + extent.inWords(),
              Suite.Category.LOCAL_DAMAGE,
              (picture, random) -> visible(damage, picture, extent, random)));
    }
  }

  /** Draws until enough pixels differ; the most visible one if that never happens. */
  private static FloatImage visible(
      Damage damage, FloatImage picture, Extent extent, RandomGenerator random) {
    Scene scene = new Scene(picture);
    FloatImage best = picture;
    int most = -1;
    for (int i = 0; i < TRIES && most < extent.leastPixels(picture); i++) {
      FloatImage damaged = damage.of(scene, extent, random).clipped();
      int seen = changed(picture, damaged);
      if (seen > most) {
        most = seen;
        best = damaged;
      }
    }
    return best;
  }

  /** Number of pixels that differ visibly. */
  static int changed(FloatImage before, FloatImage after) {
    int[] count = new int[1];
    before.map(
        (y, x, v) -> {
          count[0] += Math.abs(after.value(y, x) - v) >= VISIBLE ? 1 : 0;
          return v;
        });
    return count[0];
  }

  /** A straight line over the object, brighter or darker. */
  private static FloatImage scratch(Scene scene, Extent extent, RandomGenerator random) {
    double width = extent.width(scene.picture(), random);
    double[] at = scene.onObject(random);
    double angle = random.nextDouble(Math.PI);
    double thickness = Math.max(1, .2 * width);
    double mark = scene.mark(random);
    return scene
        .picture()
        .map(
            (y, x, v) -> {
              double along = (y - at[0]) * Math.sin(angle) + (x - at[1]) * Math.cos(angle);
              double across = (y - at[0]) * Math.cos(angle) - (x - at[1]) * Math.sin(angle);
              double cover =
                  covered(thickness / 2 - Math.abs(across))
                      * covered(1.25 * width - Math.abs(along));
              return v + cover * mark;
            });
  }

  /** Share of a pixel that lies inside an outline, {@code depth} pixels from its centre. */
  private static double covered(double depth) {
    return Math.max(0, Math.min(1, depth + .5));
  }

  /** A disc that shows the background, or what lies around it. */
  private static FloatImage hole(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double radius = Math.max(1, extent.width(p, random) / 2);
    double[] at = scene.onObject(random);
    double fill = random.nextBoolean() ? scene.background() : around(p, at, radius);
    return p.map((y, x, v) -> v + covered(radius - Math.hypot(y - at[0], x - at[1])) * (fill - v));
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

  /** A rectangle that was broken out of the object at its edge. */
  private static FloatImage missingPiece(Scene scene, Extent extent, RandomGenerator random) {
    double width = extent.width(scene.picture(), random);
    double[] at = scene.onContour(random);
    double angle = random.nextDouble(Math.PI);
    return scene
        .picture()
        .map(
            (y, x, v) -> {
              double along = (y - at[0]) * Math.sin(angle) + (x - at[1]) * Math.cos(angle);
              double across = (y - at[0]) * Math.cos(angle) - (x - at[1]) * Math.sin(angle);
              double cover =
                  covered(.9 * width - Math.abs(along)) * covered(.6 * width - Math.abs(across));
              return v + cover * (scene.background() - v);
            });
  }

  /** A soft spot, brighter or darker. */
  private static FloatImage spot(Scene scene, Extent extent, RandomGenerator random) {
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
  private static FloatImage smear(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double width = Math.max(2, extent.width(p, random));
    double[] at = scene.onContour(random);
    double angle = random.nextDouble(2 * Math.PI);
    int steps = (int) Math.ceil(1.5 * width);
    return p.map(
        (y, x, v) -> {
          double cover = covered(width - Math.hypot(y - at[0], x - at[1]));
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
  private static FloatImage dust(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double mark = scene.mark(random);
    int specks = (int) Math.round(60 * extent.share);
    double[][] at = new double[specks][];
    for (int i = 0; i < specks; i++) {
      double radius = random.nextDouble(.5, 1) * Math.max(1, p.unit());
      int row = random.nextInt(p.shape().height());
      at[i] = new double[] {row, random.nextInt(p.shape().width()), radius};
    }
    return p.map(
        (y, x, v) -> {
          double cover = 0;
          for (double[] speck : at) {
            double depth = speck[2] - Math.hypot(y - speck[0], x - speck[1]);
            cover = Math.max(cover, covered(depth));
          }
          return v + cover * mark;
        });
  }

  /** Brighter towards one side, darker towards the other. */
  private static FloatImage unevenLight(Scene scene, Extent extent, RandomGenerator random) {
    FloatImage p = scene.picture();
    double strength = extent.gradient * random.nextDouble(.85, 1.15);
    double angle = random.nextDouble(2 * Math.PI);
    double rows = Math.max(1, (p.shape().height() - 1) / 2.0);
    double columns = Math.max(1, (p.shape().width() - 1) / 2.0);
    return p.map(
        (y, x, v) -> {
          double side = (y / rows - 1) * Math.sin(angle) + (x / columns - 1) * Math.cos(angle);
          return v * Math.max(0, 1 + strength * side);
        });
  }

  private static FloatImage defocus(FloatImage p, Extent extent, RandomGenerator random) {
    return p.defocused(Math.max(.7, extent.blur * p.unit() * random.nextDouble(.85, 1.15)));
  }
}
