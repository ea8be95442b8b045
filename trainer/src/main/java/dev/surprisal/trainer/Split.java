package dev.surprisal.trainer;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;

/**
 * Clean images in two parts: the first five sixths to fit on, the last sixth to calibrate on.
 *
 * <p>The best epoch is chosen on the calibration part too. A choice among some tens of epochs by
 * one mean shifts a p-value by far less than the calibration's own 1/√n.
 *
 * @param fit what the network learns from
 * @param calibrate what it never learns from
 */
record Split(ImageSource fit, ImageSource calibrate) {
  /** So many calibration images support a false-alarm rate of 1 %: 1/(n + 1) ≤ 0.01. */
  static final int SMALLEST_CALIBRATION = 99;

  private static final int PARTS = 6;

  /**
   * @throws BadInputException if there are too few images, or they are all the same
   */
  static Split of(ImageSource images) {
    int calibrate = images.size() / PARTS;
    if (calibrate < SMALLEST_CALIBRATION) {
      throw new BadInputException(
          "%s: expected at least %d images, five sixths to fit and one to calibrate on, got %d"
              .formatted(images.name(), SMALLEST_CALIBRATION * PARTS, images.size()));
    }
    if (allEqual(images)) {
      throw new BadInputException(
          "%s: expected images that differ, got %d equal ones"
              .formatted(images.name(), images.size()));
    }
    int fit = images.size() - calibrate;
    return new Split(images.slice(0, fit), images.slice(fit, calibrate));
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
