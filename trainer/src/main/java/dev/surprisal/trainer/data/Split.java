package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;

/**
 * Clean images in three parts, by default five sixths, a thirtieth and two fifteenths. Of small
 * sets up to a third is held out, so that a false-alarm rate of 1 % rests on more than the one or
 * two strangest images.
 *
 * @param fit what the networks learn from
 * @param tune what the best epoch and the weights of the surprise's terms are chosen by
 * @param calibrate what p-values rest on; no choice has looked at these images
 * @param sha256 digest of which image is in which part
 */
public record Split(ImageSource fit, ImageSource tune, ImageSource calibrate, String sha256) {
  /** The fewest images that are split. */
  public static final int SMALLEST = 100;

  /** So many held-out images leave 400 to calibrate on, of which the fourth decides at 1 %. */
  private static final int ENOUGH = 500;

  private static final int HELD_OUT = 6;
  private static final int TUNE = 5;
  private static final int LEAST_TO_CALIBRATE = 20;

  /**
   * @throws BadInputException if there are too few images, or the groups are too large
   */
  public static Split of(ImageSource images, SplitRule rule) {
    int n = images.size();
    if (n < SMALLEST) {
      throw new BadInputException(
          "%s: expected at least %d images, of which two thirds are fitted and a third is held out, got %d"
              .formatted(images.name(), SMALLEST, n));
    }
    int heldOut = Math.max(n / HELD_OUT, Math.min(n / 3, ENOUGH));
    Part[] parts = rule.parts(images, heldOut, heldOut / TUNE);
    expectEnough(images, rule, parts);
    StringBuilder letters = new StringBuilder(n);
    for (Part part : parts) {
      letters.append(part.name().charAt(0));
    }
    return new Split(
        images.where(i -> parts[i] == Part.FIT),
        images.where(i -> parts[i] == Part.TUNE),
        images.where(i -> parts[i] == Part.CALIBRATE),
        Sha256.of(letters.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  private static void expectEnough(ImageSource images, SplitRule rule, Part[] parts) {
    int fit = Collections.frequency(Arrays.asList(parts), Part.FIT);
    int tune = Collections.frequency(Arrays.asList(parts), Part.TUNE);
    int calibrate = Collections.frequency(Arrays.asList(parts), Part.CALIBRATE);
    if (fit < images.size() / 3 || tune == 0 || calibrate < LEAST_TO_CALIBRATE) {
      throw new BadInputException(
          "%s: grouped by %s, %d images are left to fit on, %d to choose and %d to calibrate on, expected at least %d, 1 and %d; use more or smaller groups"
              .formatted(
                  images.name(),
                  rule.groupBy().map(Grouping::toString).orElse("nothing"),
                  fit,
                  tune,
                  calibrate,
                  images.size() / 3,
                  LEAST_TO_CALIBRATE));
    }
  }

  /** What an image is used for. */
  enum Part {
    FIT,
    TUNE,
    CALIBRATE
  }
}
