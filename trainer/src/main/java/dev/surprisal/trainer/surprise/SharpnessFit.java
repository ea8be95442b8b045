package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Sharpness;
import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits the density of clean images' {@link Sharpness}. Interpolation blurs a picture a little, so
 * that mild changes are among the images, and a few by half a pixel each way, which blurs most.
 * More of those would make a real blur usual.
 */
final class SharpnessFit {
  private static final int COMPONENTS = 8;
  private static final int LARGEST_SAMPLE = 20_000;

  /** Images are drawn with replacement and varied anew, so a small set can give more vectors. */
  private static final int SMALLEST_SAMPLE = 2_000;

  private static final double HALF_PIXEL_SHARE = 0.02;
  private static final double GAIN_SHARE = 0.4;
  private static final double GAIN = 0.08;

  private SharpnessFit() {}

  static GaussianMixture of(ImageSource images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Sharpness sharpness = new Sharpness(images.shape());
    int n = Math.min(Math.max(images.size(), SMALLEST_SAMPLE), LARGEST_SAMPLE);
    List<double[]> vectors = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      FloatImage image = FloatImage.of(images.image(random.nextInt(images.size())));
      vectors.add(sharpness.of(varied(image, random).toGray()));
    }
    return MixtureFit.fit(vectors, COMPONENTS, seed);
  }

  private static FloatImage varied(FloatImage image, SplittableRandom random) {
    boolean half = random.nextDouble() < HALF_PIXEL_SHARE;
    FloatImage picture = half ? shifted(image, random) : MildAugmentation.of(image, random);
    boolean gain = random.nextDouble() < GAIN_SHARE;
    return gain ? picture.gain(random.nextDouble(1 - GAIN, 1 + GAIN)) : picture;
  }

  private static FloatImage shifted(FloatImage image, SplittableRandom random) {
    double half = image.unit() / 2;
    double rows = random.nextBoolean() ? half : -half;
    double columns = random.nextBoolean() ? half : -half;
    return image.warp(Affine.shift(image.shape(), rows, columns));
  }
}
