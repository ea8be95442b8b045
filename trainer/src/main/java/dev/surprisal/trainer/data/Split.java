package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;

/**
 * Clean images in three parts: the first five sixths to fit on; a fifth of the rest to choose by,
 * the best epoch and the weights of the surprise's terms; what then remains to calibrate on, which
 * no choice has looked at, so that p-values hold.
 *
 * @param fit what the networks learn from
 * @param tune what choices rest on
 * @param calibrate what p-values rest on
 */
public record Split(ImageSource fit, ImageSource tune, ImageSource calibrate) {
  /** So many calibration images support a false-alarm rate of 1 %: 1/(n + 1) ≤ 0.01. */
  static final int SMALLEST_CALIBRATION = 99;

  private static final int HELD_OUT = 6;
  private static final int TUNE = 5;

  /** Images that leave {@link #SMALLEST_CALIBRATION} to calibrate on. */
  static final int SMALLEST = HELD_OUT * (SMALLEST_CALIBRATION * TUNE / (TUNE - 1) + 1);

  /**
   * @throws BadInputException if there are too few images, or they are all the same
   */
  public static Split of(ImageSource images) {
    if (images.size() < SMALLEST) {
      throw new BadInputException(
          "%s: expected at least %d images, five sixths to fit and one to choose and calibrate on, got %d"
              .formatted(images.name(), SMALLEST, images.size()));
    }
    if (allEqual(images)) {
      throw new BadInputException(
          "%s: expected images that differ, got %d equal ones"
              .formatted(images.name(), images.size()));
    }
    int heldOut = images.size() / HELD_OUT;
    int fit = images.size() - heldOut;
    int tune = heldOut / TUNE;
    return new Split(
        images.slice(0, fit), images.slice(fit, tune), images.slice(fit + tune, heldOut - tune));
  }

  private static boolean allEqual(ImageSource images) {
    for (int i = 1; i < images.size(); i++) {
      if (!images.image(i).equals(images.image(0))) {
        return false;
      }
    }
    return true;
  }
}
