package dev.surprisal.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Any picture's grey values, {@code [height, width]}, row-major, over black where transparent. */
final class Luma {
  private Luma() {}

  static byte[] of(BufferedImage image) {
    boolean storedGray =
        image.getColorModel().getNumColorComponents() == 1
            && !(image.getColorModel() instanceof IndexColorModel);
    return storedGray ? samples(image.getRaster()) : colours(image);
  }

  /**
   * Grey values as stored, so that a grey PNG and the same raw bytes are the same image: the JDK's
   * grey colour space is linear, and its conversion to RGB would brighten them.
   */
  private static byte[] samples(Raster raster) {
    int width = raster.getWidth();
    int drop = raster.getSampleModel().getSampleSize(0) - 8;
    boolean transparent = raster.getNumBands() == 2;
    int[] samples = new int[width];
    int[] alphas = new int[width];
    byte[] gray = new byte[width * raster.getHeight()];
    for (int row = 0; row < raster.getHeight(); row++) {
      raster.getSamples(0, row, width, 1, 0, samples);
      if (transparent) {
        raster.getSamples(0, row, width, 1, 1, alphas);
      }
      for (int i = 0; i < width; i++) {
        int alpha = transparent ? alphas[i] >> drop : 255;
        gray[row * width + i] = (byte) (((samples[i] >> drop) * alpha + 127) / 255);
      }
    }
    return gray;
  }

  /** ITU-R BT.601 luma. */
  private static byte[] colours(BufferedImage image) {
    int width = image.getWidth();
    int[] argb = new int[width];
    byte[] gray = new byte[width * image.getHeight()];
    for (int row = 0; row < image.getHeight(); row++) {
      image.getRGB(0, row, width, 1, argb, 0, width);
      for (int i = 0; i < width; i++) {
        int c = argb[i];
        int luma = 299 * (c >> 16 & 0xff) + 587 * (c >> 8 & 0xff) + 114 * (c & 0xff);
        gray[row * width + i] = (byte) ((luma * (c >>> 24) / 255 + 500) / 1000);
      }
    }
    return gray;
  }
}
