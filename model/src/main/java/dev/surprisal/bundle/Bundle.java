package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.score.Term;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model together with its calibrations and its provenance: everything that is needed to judge
 * images. Immutable; threads can share it.
 *
 * @param name the model's name, for people; see {@link #plainName}
 * @param preset the name of the trainer's preset, for people
 * @param model the networks and the density of the statistics
 * @param defaultScore the score that decides by default
 * @param calibrations the scores of held-out clean images, for each score that can decide
 * @param residuals the usual residuals of clean images
 * @param provenance where the model comes from
 * @param whiteLevel the sample of a 16-bit PNG that was white in training, and has to be in
 *     scoring; 1 to {@value ImageDecoder#FULL_WHITE}
 */
public record Bundle(
    String name,
    String preset,
    Model model,
    Score defaultScore,
    Map<Score, Calibration> calibrations,
    Residuals residuals,
    Provenance provenance,
    int whiteLevel) {
  /** Newest version of the format. {@link BundleFolder} reads it and all before it. */
  public static final int FORMAT_VERSION = 2;

  /** The terms that version 1 knows; version 2 knows all. */
  private static final Set<Term> OF_VERSION_1 =
      EnumSet.of(Term.ELBO, Term.LIKELIHOOD_RATIO, Term.DENSITY, Term.DISCRIMINATOR);

  /** The maximum length of a name, which each verdict repeats. */
  static final int MAX_NAME = 200;

  /** A bundle whose 16-bit images use their whole range. */
  public Bundle(
      String name,
      String preset,
      Model model,
      Score defaultScore,
      Map<Score, Calibration> calibrations,
      Residuals residuals,
      Provenance provenance) {
    this(
        name,
        preset,
        model,
        defaultScore,
        calibrations,
        residuals,
        provenance,
        ImageDecoder.FULL_WHITE);
  }

  /**
   * @throws IllegalArgumentException if a name is empty, longer than {@link #MAX_NAME} characters
   *     or has a character that PlainText would write out, if a calibration is of a score that the
   *     model does not support, or the default score has none
   */
  public Bundle {
    expectPlain("name", name);
    expectPlain("preset", preset);
    calibrations = Map.copyOf(calibrations);
    if (!model.scores().containsAll(calibrations.keySet())) {
      throw new IllegalArgumentException(
          "calibrations: expected of %s, got of %s"
              .formatted(model.scores(), new TreeSet<>(calibrations.keySet())));
    }
    if (!calibrations.containsKey(defaultScore)) {
      throw new IllegalArgumentException("defaultScore: no calibration for " + defaultScore);
    }
    if (whiteLevel < 1 || whiteLevel > ImageDecoder.FULL_WHITE) {
      throw new IllegalArgumentException(
          "whiteLevel: expected 1 to %d, got %d".formatted(ImageDecoder.FULL_WHITE, whiteLevel));
    }
  }

  /** The oldest version of the format that can hold this bundle. */
  int formatVersion() {
    Set<Term> terms = model.surprise().map(s -> s.combination().terms()).orElse(Set.of());
    return OF_VERSION_1.containsAll(terms) ? 1 : 2;
  }

  /**
   * A name for a bundle, made of any text: at most as long and with no character that is refused.
   */
  public static String plainName(String text) {
    String plain = PlainText.replaceInvisible(text, "_");
    String cut = plain.length() > MAX_NAME ? plain.substring(0, MAX_NAME) : plain;
    return PlainText.replaceInvisible(cut.isBlank() ? "_" : cut, "_");
  }

  private static void expectPlain(String field, String text) {
    if (!text.equals(plainName(text))) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d characters, none of them a control or format character, got %d: %s"
              .formatted(field, MAX_NAME, text.length(), PlainText.excerpt(text)));
    }
  }

  /**
   * The decision by one of the calibrated scores.
   *
   * @param falseAlarmRate the share of clean images that may be called anomalous, in (0, 1)
   * @throws BadInputException if the bundle has no calibration of that score, or too few
   *     calibration images for that rate
   */
  public Decision decision(Score score, double falseAlarmRate) {
    Calibration calibration = calibrations.get(score);
    if (calibration == null) {
      throw new BadInputException(
          "score: expected one of %s (what this bundle is calibrated for), got %s"
              .formatted(
                  calibrations.keySet().stream().map(Score::wireName).sorted().toList(),
                  score.wireName()));
    }
    return new Decision(score, calibration, falseAlarmRate);
  }
}
