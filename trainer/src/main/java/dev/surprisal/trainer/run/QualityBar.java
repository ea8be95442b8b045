package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.suite.ReportCard;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Below it no bundle is written: the reconstructions must explain at least a tenth of the held-out
 * images' variance around their mean image. A network that has collapsed, and shows everyone the
 * same picture, explains none of it; two latent dimensions of MNIST explain a third.
 */
public final class QualityBar {
  static final double LEAST_EXPLAINED = 0.1;

  private QualityBar() {}

  /**
   * Share of the pixels' variance that the reconstructions explain, at most 1; below 0 when the
   * mean image would do better.
   */
  static double explained(ScoredSet scored, ImageSource images) {
    return 1 - scored.mean(Score.MSE) / variance(images);
  }

  /**
   * @throws BadInputException if the share is below the bar
   */
  static void expectAbove(double explained) {
    if (!(explained >= LEAST_EXPLAINED)) {
      throw new BadInputException(
          "no bundle written: the model explains %.1f %% of the held-out images' variance, expected at least %.0f %%; train for more epochs or on more images"
              .formatted(100 * explained, 100 * LEAST_EXPLAINED));
    }
  }

  /**
   * Warns of the suites that any model must find and this one does not.
   *
   * @throws BadInputException if there are any and {@code strict} is set
   */
  static void expectFound(ReportCard card, boolean strict, Progress progress) {
    if (card.failures().isEmpty()) {
      return;
    }
    if (strict) {
      throw new BadInputException("no bundle written: " + missed(card));
    }
    progress.warn(missed(card));
  }

  /**
   * As a check after the fact.
   *
   * @throws BadInputException if there is a suite that any model must find and this one does not
   */
  public static void expectFound(ReportCard card) {
    if (!card.failures().isEmpty()) {
      throw new BadInputException(missed(card));
    }
  }

  private static String missed(ReportCard card) {
    String suites =
        card.failures().stream()
            .map(row -> String.format(Locale.ROOT, "%s (AUROC %.3f)", row.suite(), row.auroc()))
            .collect(Collectors.joining(", "));
    return "score %s misses %s; use --preset best".formatted(card.score().wireName(), suites);
  }

  /** Mean over the pixels of their variance from image to image, for x in [0, 1]. */
  private static double variance(ImageSource images) {
    double[] sum = new double[images.shape().pixels()];
    double squares = 0;
    byte[] pixels = new byte[sum.length];
    for (int i = 0; i < images.size(); i++) {
      images.image(i).copyTo(pixels, 0);
      for (int k = 0; k < sum.length; k++) {
        double x = (pixels[k] & 0xff) / 255.0;
        sum[k] += x;
        squares += x * x;
      }
    }
    double means = 0;
    for (double s : sum) {
      means += s * s / images.size();
    }
    return (squares - means) / ((double) images.size() * sum.length);
  }
}
