package dev.surprisal.score;

import dev.surprisal.image.GrayImage;

/**
 * Where an image differs from what the model expected more than clean images do at that pixel: dark
 * for a normal image whatever its own contrast, since the scale is the calibration set's.
 */
public final class Residuals {
  /** Clean images exceed the usual residual of a pixel in one of a hundred cases. */
  public static final double QUANTILE = 0.99;

  private final GrayImage usual;

  /**
   * @param usual the {@link #QUANTILE} of |image − expected| over clean images, pixel by pixel
   */
  public Residuals(GrayImage usual) {
    this.usual = usual;
  }

  /** |image − expected| that is usual at each pixel. */
  public GrayImage usual() {
    return usual;
  }

  /**
   * The part of |image − expected| above the usual, stretched to the range that is left: 0 = as
   * clean images are, 255 = the opposite of what was expected.
   */
  public GrayImage map(GrayImage image, GrayImage expected) {
    byte[] a = image.toBytes();
    byte[] b = expected.toBytes();
    byte[] u = usual.toBytes();
    byte[] map = new byte[a.length];
    for (int i = 0; i < map.length; i++) {
      int floor = u[i] & 0xff;
      int excess = Math.abs((a[i] & 0xff) - (b[i] & 0xff)) - floor;
      map[i] = (byte) (excess <= 0 ? 0 : 255 * excess / (255 - floor));
    }
    return GrayImage.of(image.shape(), map);
  }
}
