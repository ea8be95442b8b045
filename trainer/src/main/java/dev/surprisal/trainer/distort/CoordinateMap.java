package dev.surprisal.trainer.distort;

/**
 * Maps a pixel of a warped image back to the point of the source image that it is sampled from; the
 * inverse of the distortion.
 */
@FunctionalInterface
public interface CoordinateMap {
  /**
   * Writes the source point's row and column into {@code source[0]} and {@code source[1]}.
   *
   * @param row of the warped image, in pixels
   * @param column of the warped image, in pixels
   */
  void sourceOf(double row, double column, double[] source);
}
