package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.distort.MildAugmentation;
import dev.surprisal.trainer.distort.Mounting;
import dev.surprisal.trainer.distort.SingleFaults;
import dev.surprisal.trainer.distort.SyntheticAnomalies;
import dev.surprisal.trainer.fit.InputTransform;
import dev.surprisal.trainer.fit.LabelledTransform;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the networks beside the model of clean images are shown: strange images that are made of
 * clean ones, and clean ones with mild changes. The image itself always comes first, so that every
 * image is shown in each epoch; others are drawn where one is made of several.
 *
 * @param invariance which changes leave a clean image clean
 */
record StrangeImages(ImageSource clean, Invariance invariance) {
  /** Share of the discriminator's strange images that are whole, but wrongly mounted. */
  private static final double WRONGLY_MOUNTED = 0.2;

  /** Share of those that have a single fault. */
  private static final double SINGLE_FAULT = 0.45;

  /** Strange ones only, for the background VAE. */
  InputTransform strange() {
    return (image, random, row) -> strange(image, random).copyTo(row, 0);
  }

  /** Every second one strange, for the discriminator. */
  LabelledTransform strangeOrClean() {
    return (image, random, row) -> {
      boolean strange = random.nextBoolean();
      FloatImage picture =
          strange ? toDetect(image, random) : MildAugmentation.of(FloatImage.of(image), random);
      picture.copyTo(row, 0);
      return strange;
    };
  }

  private FloatImage toDetect(GrayImage image, RandomGenerator random) {
    double kind = random.nextDouble();
    List<Integer> wrong = Mounting.wrong(invariance.ways());
    if (kind < WRONGLY_MOUNTED && !wrong.isEmpty()) {
      return MildAugmentation.of(Mounting.any(FloatImage.of(image), wrong, random), random);
    }
    if (kind < WRONGLY_MOUNTED + SINGLE_FAULT) {
      return new SingleFaults(() -> another(random), invariance, random).in(FloatImage.of(image));
    }
    return strange(image, random);
  }

  private FloatImage strange(GrayImage first, RandomGenerator random) {
    FloatImage[] next = {FloatImage.of(first)};
    Supplier<FloatImage> firstThenOthers =
        () -> {
          FloatImage image = next[0] == null ? another(random) : next[0];
          next[0] = null;
          return image;
        };
    return new SyntheticAnomalies(firstThenOthers, invariance, random).next();
  }

  private FloatImage another(RandomGenerator random) {
    return FloatImage.of(clean.image(random.nextInt(clean.size())));
  }
}
