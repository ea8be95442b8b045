package dev.surprisal.image;

/**
 * Colours as grey values, over white where they are transparent, as on a page: ink on a transparent
 * ground stays ink. Source: ITU-R BT.601.
 */
final class Luma {
  private Luma() {}

  /**
   * @param red 0 to 255, as are the others
   * @param alpha 0 = transparent, 255 = opaque
   */
  static byte of(int red, int green, int blue, int alpha) {
    int luma = 299 * red + 587 * green + 114 * blue;
    int covered = alpha == 255 ? luma : (luma * alpha + 255_000 * (255 - alpha)) / 255;
    return (byte) ((covered + 500) / 1000);
  }

  /** A grey value of that opacity over white. */
  static byte overWhite(int gray, int alpha) {
    return (byte) ((gray * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
