package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * Clean images that a density is fitted to. They are drawn with replacement and changed anew each
 * time, so that a small set can give more of them; two fifths are made slightly brighter or darker,
 * since that should not alarm.
 */
final class CleanDraws {
  private static final int MOST = 20_000;
  private static final int FEWEST = 2_000;

  private static final double GAIN_SHARE = 0.4;
  private static final double GAIN = 0.08;

  private final ImageSource images;
  private final SplittableRandom random;
  private final BiFunction<FloatImage, RandomGenerator, FloatImage> change;

  /**
   * @param change of each image, at random, before its brightness
   */
  CleanDraws(
      ImageSource images, long seed, BiFunction<FloatImage, RandomGenerator, FloatImage> change) {
    this.images = images;
    this.random = new SplittableRandom(seed);
    this.change = change;
  }

  /** How many to draw. */
  int count() {
    return Math.min(Math.max(images.size(), FEWEST), MOST);
  }

  GrayImage next() {
    FloatImage clean = FloatImage.of(images.image(random.nextInt(images.size())));
    FloatImage picture = change.apply(clean, random);
    boolean gain = random.nextDouble() < GAIN_SHARE;
    return (gain ? picture.gain(random.nextDouble(1 - GAIN, 1 + GAIN)) : picture).toGray();
  }
}
