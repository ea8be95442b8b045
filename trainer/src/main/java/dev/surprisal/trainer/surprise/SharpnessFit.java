package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Sharpness;
import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Fits the density of clean images' {@link Sharpness}. Interpolation blurs a picture a little, so
 * that mild changes are among the images, and a few by half a pixel each way, which blurs most.
 * More of those would make a real blur usual.
 */
final class SharpnessFit {
  private static final int COMPONENTS = 8;
  private static final double HALF_PIXEL_SHARE = 0.02;

  private SharpnessFit() {}

  static GaussianMixture of(ImageSource images, long seed) {
    CleanDraws draws = new CleanDraws(images, seed, SharpnessFit::varied);
    Sharpness sharpness = new Sharpness(images.shape());
    List<double[]> vectors =
        Stream.generate(draws::next).limit(draws.count()).map(sharpness::of).toList();
    return MixtureFit.fit(vectors, COMPONENTS, seed);
  }

  static FloatImage varied(FloatImage image, RandomGenerator random) {
    boolean half = random.nextDouble() < HALF_PIXEL_SHARE;
    return half ? shifted(image, random) : MildAugmentation.of(image, random);
  }

  private static FloatImage shifted(FloatImage image, RandomGenerator random) {
    double half = image.unit() / 2;
    double rows = random.nextBoolean() ? half : -half;
    double columns = random.nextBoolean() ? half : -half;
    return image.warp(Affine.shift(image.shape(), rows, columns));
  }
}
