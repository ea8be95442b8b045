package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.ArrayList;
import java.util.List;
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

  @FunctionalInterface
  private interface Damage {
    FloatImage of(Scene scene, Extent extent, RandomGenerator random);
  }

  static List<Suite> suites() {
    List<Suite> suites = new ArrayList<>();
    add(suites, "scratch", DamageKinds::scratch);
    add(suites, "hole", DamageKinds::hole);
    add(suites, "missing piece", DamageKinds::missingPiece);
    add(suites, "spot", DamageKinds::spot);
    add(suites, "smear", DamageKinds::smear);
    add(suites, "dust", DamageKinds::dust);
    add(suites, "uneven light", DamageKinds::unevenLight);
    add(suites, "defocus", DamageKinds::defocus);
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
}
