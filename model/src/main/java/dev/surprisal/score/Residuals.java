package dev.surprisal.score;

import dev.surprisal.image.GrayImage;

/**
 * Computes where an image differs from its reconstruction by more than clean images do at the same
 * pixel. The residual of a normal image is therefore dark, whatever the image's contrast.
 */
public final class Residuals {
  /** The quantile over clean images that counts as usual: 1 % of them exceed it at a pixel. */
  public static final double QUANTILE = 0.99;

  private final GrayImage usual;

  /**
   * @param usual the {@link #QUANTILE} of |image − expected| over clean images, pixel by pixel
   */
  public Residuals(GrayImage usual) {
    this.usual = usual;
  }

  /** The usual |image − expected| at each pixel. */
  public GrayImage usual() {
    return usual;
  }

  /**
   * The part of |image − expected| above the usual value u, scaled from [0, 255 − u] to [0, 255]: 0
   * = no more than clean images, 255 = white where black was expected or the reverse.
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
