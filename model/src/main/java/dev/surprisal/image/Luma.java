package dev.surprisal.image;

/**
 * Colours as grey values, over white where they are transparent, as on a page: ink on a transparent
 * ground stays ink. Source: ITU-R BT.601.
 */
final class Luma {
  private static final int TINGE = 24;

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

  /** Whether a colour is more than a tinge, as lossy compression leaves on grey. */
  static boolean isColourful(int red, int green, int blue) {
    int most = Math.max(red, Math.max(green, blue));
    return most - Math.min(red, Math.min(green, blue)) > TINGE;
  }

  /** A grey value of that opacity over white. */
  static byte overWhite(int gray, int alpha) {
    return (byte) ((gray * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
