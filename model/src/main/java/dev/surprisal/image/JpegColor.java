package dev.surprisal.image;

/**
 * What the components of a JPEG's pixel are, and how they become a grey value. Source: ITU-T T.871
 * (JFIF), section 7; Adobe's inverted CMYK as browsers show it.
 */
enum JpegColor {
  GRAY(1) {
    @Override
    byte gray(byte[] pixels, int at) {
      return pixels[at];
    }
  },
  RGB(3) {
    @Override
    byte gray(byte[] pixels, int at) {
      return Luma.of(pixels[at] & 0xff, pixels[at + 1] & 0xff, pixels[at + 2] & 0xff, 255);
    }
  },
  /** Luma and two colour differences. */
  YCC(3) {
    @Override
    byte gray(byte[] pixels, int at) {
      int y = pixels[at] & 0xff;
      int cb = (pixels[at + 1] & 0xff) - 128;
      int cr = (pixels[at + 2] & 0xff) - 128;
      return Luma.of(red(y, cr), green(y, cb, cr), blue(y, cb), 255);
    }
  },
  /** Every file that has four components comes from printing, where 0 is full ink. */
  CMYK(4) {
    @Override
    byte gray(byte[] pixels, int at) {
      int black = pixels[at + 3] & 0xff;
      return Luma.of(
          printed(pixels[at] & 0xff, black),
          printed(pixels[at + 1] & 0xff, black),
          printed(pixels[at + 2] & 0xff, black),
          255);
    }
  },
  /** CMYK whose first three are stored as luma and two colour differences. */
  YCCK(4) {
    @Override
    byte gray(byte[] pixels, int at) {
      int y = pixels[at] & 0xff;
      int cb = (pixels[at + 1] & 0xff) - 128;
      int cr = (pixels[at + 2] & 0xff) - 128;
      int black = pixels[at + 3] & 0xff;
      // T.872 defines YCCK from 255 − CMY, so the inverted inks are 255 − RGB.
      return Luma.of(
          printed(255 - red(y, cr), black),
          printed(255 - green(y, cb, cr), black),
          printed(255 - blue(y, cb), black),
          255);
    }
  };

  /** Of a colour difference; a tinge that compression leaves on grey is less. */
  private static final int TINGE = 14;

  private static final int HALF = 1 << 15;

  private final int components;

  JpegColor(int components) {
    this.components = components;
  }

  int components() {
    return components;
  }

  /**
   * One pixel's grey value.
   *
   * @param pixels the components, interleaved
   * @param at where the pixel's are
   */
  abstract byte gray(byte[] pixels, int at);

  /** Whether a pixel is more than tinged. */
  boolean isColourful(byte[] pixels, int at) {
    return switch (this) {
      case GRAY -> false;
      case RGB, CMYK ->
          Luma.isColourful(pixels[at] & 0xff, pixels[at + 1] & 0xff, pixels[at + 2] & 0xff);
      case YCC, YCCK ->
          Math.abs((pixels[at + 1] & 0xff) - 128) > TINGE
              || Math.abs((pixels[at + 2] & 0xff) - 128) > TINGE;
    };
  }

  private static int printed(int ink, int black) {
    return (ink * black + 127) / 255;
  }

  /** 1.402 and the other factors times 2^16, rounded, as libjpeg has them. */
  private static int red(int y, int cr) {
    return clamp(y + ((91_881 * cr + HALF) >> 16));
  }

  private static int green(int y, int cb, int cr) {
    return clamp(y + ((-22_554 * cb - 46_802 * cr + HALF) >> 16));
  }

  private static int blue(int y, int cb) {
    return clamp(y + ((116_130 * cb + HALF) >> 16));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
