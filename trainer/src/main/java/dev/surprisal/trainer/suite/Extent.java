package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** How large local damage is, relative to the picture; a little different each time. */
enum Extent {
  SMALL(.07, .3, .8),
  MEDIUM(.14, .5, 1.2),
  LARGE(.25, .8, 2);

  private final double share;
  private final double gradient;
  private final double blur;

  /**
   * @param share of the picture's smaller side that a damage is wide
   * @param gradient of uneven light, from the middle to a border, as a share of the brightness
   * @param blur standard deviation of a defocus, in units of length
   */
  Extent(double share, double gradient, double blur) {
    this.share = share;
    this.gradient = gradient;
    this.blur = blur;
  }

  /** In pixels. */
  double width(FloatImage p, RandomGenerator random) {
    return varied(share * side(p), random);
  }

  double gradient(RandomGenerator random) {
    return varied(gradient, random);
  }

  /** In pixels. */
  double blur(FloatImage p, RandomGenerator random) {
    return varied(blur * p.unit(), random);
  }

  /** How many specks of dust there are. */
  int specks() {
    return (int) Math.round(60 * share);
  }

  /** How many pixels have to differ visibly. */
  int leastPixels(FloatImage p) {
    return (int) Math.max(2, .15 * Math.pow(share * side(p), 2));
  }

  String inWords() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static int side(FloatImage p) {
    return Math.min(p.shape().height(), p.shape().width());
  }

  private static double varied(double mean, RandomGenerator random) {
    return mean * random.nextDouble(.85, 1.15);
  }
}
