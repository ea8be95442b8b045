package dev.surprisal.stream.scorer;

import dev.surprisal.image.GrayImage;

/** Where an image differs from what the model expected. */
final class Residual {
  private Residual() {}

  /** |image − expected|, pixel by pixel: 0 = as expected, 255 = the opposite. */
  static GrayImage of(GrayImage image, GrayImage expected) {
    byte[] a = image.toBytes();
    byte[] b = expected.toBytes();
    byte[] difference = new byte[a.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = (byte) Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return GrayImage.of(image.shape(), difference);
  }
}
