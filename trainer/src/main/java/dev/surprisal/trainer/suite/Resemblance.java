package dev.surprisal.trainer.suite;

import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.evaluate.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Tells by four simple measures, without any model, whether changed images look as clean images do.
 * What the clean images themselves contain is no anomaly: the negative of letters in two colours is
 * a letter again.
 *
 * <p>Brightness is the mean, contrast the standard deviation, sharpness the mean difference of
 * neighbours beside the contrast, likeness the correlation with the most similar clean image.
 * Changed images are usual when nearly all of them lie in the range of clean images in the first
 * three, and they are no less like clean images than those are like each other.
 */
final class Resemblance {
  private static final int CLEAN = 300;
  private static final int CHANGED = 150;

  /** The range of a measure holds this share of the clean images. */
  private static final double USUAL = 0.95;

  /** Of the changed images at most this share may lie outside, twice that of the clean ones. */
  private static final double MOST_OUTSIDE = 0.1;

  /** Probability that a changed image is less like clean ones than a clean one is; 0.5 is alike. */
  private static final double MOST_UNLIKE = 0.6;

  private final int[] indices;
  private final List<Look> clean;
  private final double[] likeness;

  /** Looks at up to {@value #CLEAN} of the clean images. */
  Resemblance(ImageSource images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    this.indices =
        images.size() <= CLEAN
            ? IntStream.range(0, images.size()).toArray()
            : random.ints(0, images.size()).distinct().limit(CLEAN).toArray();
    this.clean = Arrays.stream(indices).mapToObj(i -> Look.of(images.image(i))).toList();
    this.likeness =
        IntStream.range(0, indices.length)
            .mapToDouble(i -> likeness(clean.get(i), indices[i]))
            .toArray();
  }

  /**
   * Whether a suite's images look as clean images do. Damage of a part is never usual, because it
   * changes no measure of the whole picture; nor is a benign change, which is not to be found.
   */
  boolean isUsual(SuiteImages suite) {
    if (!suite.category().isOfTheWhole()) {
      return false;
    }
    int count = Math.min(CHANGED, suite.size());
    List<Look> changed = IntStream.range(0, count).mapToObj(i -> Look.of(suite.image(i))).toList();
    if (outside(changed) > MOST_OUTSIDE) {
      return false;
    }
    double[] unlike =
        IntStream.range(0, count)
            .mapToDouble(i -> -likeness(changed.get(i), suite.source(i)))
            .toArray();
    double[] cleanUnlike = Arrays.stream(likeness).map(x -> -x).toArray();
    return Ranking.of(cleanUnlike, unlike).auroc() <= MOST_UNLIKE;
  }

  /** The largest share of images outside the clean ones' range, over the three measures. */
  private double outside(List<Look> changed) {
    return Math.max(
        outside(changed, Look::brightness),
        Math.max(outside(changed, Look::contrast), outside(changed, Look::sharpness)));
  }

  private double outside(List<Look> changed, ToDoubleFunction<Look> measure) {
    double[] usual = clean.stream().mapToDouble(measure).sorted().toArray();
    int cut = (int) ((1 - USUAL) / 2 * usual.length);
    double low = usual[cut];
    double high = usual[usual.length - 1 - cut];
    return changed.stream()
            .mapToDouble(measure)
            .filter(value -> value < low || value > high)
            .count()
        / (double) changed.size();
  }

  /**
   * Correlation with the most similar clean image.
   *
   * @param source index of the clean image that it was made from, which does not count
   */
  private double likeness(Look look, int source) {
    double most = -1;
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] != source) {
        most = Math.max(most, look.correlation(clean.get(i)));
      }
    }
    return most;
  }
}
