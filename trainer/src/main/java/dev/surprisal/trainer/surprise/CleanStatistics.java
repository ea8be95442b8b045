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
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Fits the density of clean images' statistics. Three quarters of the images are augmented mildly,
 * since that should not alarm.
 */
final class CleanStatistics {
  private static final int COMPONENTS = 8;

  /** Images in memory at a time. */
  private static final int BATCH = 256;

  /** Each with probability ½; a single one leaves too many pictures without any. */
  private static final int MILD_CHANGES = 2;

  private CleanStatistics() {}

  static GaussianMixture density(Vae vae, ImageSource images, long seed) {
    CleanDraws draws = new CleanDraws(images, seed, CleanStatistics::varied);
    int n = draws.count();
    List<double[]> vectors = new ArrayList<>(n);
    try (ScorePass pass = new ScorePass(new Model(vae, Optional.empty()), Set.of())) {
      while (vectors.size() < n) {
        List<GrayImage> shown =
            Stream.generate(draws::next).limit(Math.min(BATCH, n - vectors.size())).toList();
        vectors.addAll(pass.statistics(shown));
      }
    }
    return MixtureFit.fit(vectors, COMPONENTS, seed);
  }

  static FloatImage varied(FloatImage image, RandomGenerator random) {
    FloatImage picture = image;
    for (int i = 0; i < MILD_CHANGES; i++) {
      picture = MildAugmentation.of(picture, random);
    }
    return picture;
  }
}
