package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Model;
import dev.surprisal.score.ScorePass;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Fits the density of clean images' statistics. Three quarters of the images are augmented mildly,
 * and two fifths are made slightly brighter or darker, since none of that should alarm.
 */
final class CleanStatistics {
  private static final int COMPONENTS = 8;

  /** Images in memory at a time. */
  private static final int BATCH = 256;

  private static final int LARGEST_SAMPLE = 20_000;

  /** Images are drawn with replacement and augmented anew, so a small set can give more vectors. */
  private static final int SMALLEST_SAMPLE = 2_000;

  /** Each with probability ½; a single one leaves too many pictures without any. */
  private static final int MILD_CHANGES = 2;

  private static final double GAIN_SHARE = 0.4;
  private static final double GAIN = 0.08;

  private CleanStatistics() {}

  static GaussianMixture density(Vae vae, ImageSource images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = Math.min(Math.max(images.size(), SMALLEST_SAMPLE), LARGEST_SAMPLE);
    List<double[]> vectors = new ArrayList<>(n);
    try (ScorePass pass = new ScorePass(new Model(vae, Optional.empty()), Set.of())) {
      for (int start = 0; start < n; start += BATCH) {
        List<GrayImage> shown = new ArrayList<>();
        for (int i = start; i < Math.min(n, start + BATCH); i++) {
          shown.add(varied(images.image(random.nextInt(images.size())), random));
        }
        vectors.addAll(pass.statistics(shown));
      }
    }
    return MixtureFit.fit(vectors, COMPONENTS, seed);
  }

  private static GrayImage varied(GrayImage image, SplittableRandom random) {
    FloatImage picture = FloatImage.of(image);
    for (int i = 0; i < MILD_CHANGES; i++) {
      picture = MildAugmentation.of(picture, random);
    }
    boolean gain = random.nextDouble() < GAIN_SHARE;
    return gain ? picture.gain(random.nextDouble(1 - GAIN, 1 + GAIN)).toGray() : picture.toGray();
  }
}
