package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.evaluate.Fidelity;
import dev.surprisal.trainer.suite.ReportCard;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a model must be able to do before its bundle is written. A network that shows the same
 * picture for every image has learnt nothing, unless there is nothing to learn: of a camera's fixed
 * scene the mean image is all that can be known, and a model of it is useful.
 */
public final class QualityBar {
  /**
   * For images without much noise. Of MNIST's variance two latent dimensions explain a third, a
   * collapsed network none.
   */
  private static final double LEAST_EXPLAINED = 0.1;

  /**
   * By how much a model of pure noise may be worse than the mean image, as a share of the variance.
   */
  private static final double SLACK = 0.03;

  /** Such an error, beside the brightest pixels, is a sensor's noise or a change of lighting. */
  private static final double SMALL_ERROR = 0.15;

  private QualityBar() {}

  /**
   * Passes a model that explains a tenth of the variance, less where it is mostly noise, or whose
   * reconstructions have small errors only, at nearly every pixel.
   *
   * @param fidelity on the images to calibrate on
   * @param advice what to do when it does not pass
   * @throws BadInputException if the model does not pass, or all images are equal
   */
  static void expectReconstructs(Fidelity fidelity, String advice) {
    if (fidelity.variance() == 0) {
      throw new BadInputException(
          "no bundle written: expected images to calibrate on that differ, got %d equal ones; a camera that hung?"
              .formatted(fidelity.images()));
    }
    double least = leastExplained(fidelity.smoothShare());
    boolean explains = fidelity.explained() >= least;
    boolean near = fidelity.largeError() <= SMALL_ERROR * fidelity.white();
    if (!explains && !near) {
      throw new BadInputException(
          "no bundle written: the model explains %.1f %% of the held-out images' variance, expected at least %.1f %%; %s"
              .formatted(100 * fidelity.explained(), 100 * Math.max(0, least), advice));
    }
  }

  /** The whole bar where half of the variance or more is common to neighbours, less below. */
  private static double leastExplained(double smoothShare) {
    double weight = Math.min(1, 2 * smoothShare);
    return weight * LEAST_EXPLAINED - (1 - weight) * SLACK;
  }

  /**
   * Warns of the suites that any model must find and this one does not.
   *
   * @throws BadInputException if there are any and {@code strict} is set
   */
  static void expectFound(ReportCard card, Model model, boolean strict, Progress progress) {
    if (card.failures().isEmpty()) {
      return;
    }
    if (strict) {
      throw new BadInputException("no bundle written: " + missed(card, model));
    }
    progress.warn(missed(card, model));
  }

  /**
   * Checks an evaluation's report card.
   *
   * @throws BadInputException if there is a suite that any model must find and this one does not
   */
  public static void expectFound(ReportCard card, Model model) {
    if (!card.failures().isEmpty()) {
      throw new BadInputException(missed(card, model));
    }
  }

  private static String missed(ReportCard card, Model model) {
    String suites =
        card.failures().stream()
            .map(row -> String.format(Locale.ROOT, "%s (AUROC %.3f)", row.suite(), row.auroc()))
            .collect(Collectors.joining(", "));
    String advice =
        card.score() == Score.SURPRISE
            ? "train for more epochs or on more images; if your clean images may look like that, give some that do"
            : model.scores().contains(Score.SURPRISE)
                ? "decide by --score surprise, which this model has"
                : "use --preset best";
    return "score %s misses %s; %s".formatted(card.score().wireName(), suites, advice);
  }
}
