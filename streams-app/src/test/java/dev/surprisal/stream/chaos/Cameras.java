package dev.surprisal.stream.chaos;

import dev.surprisal.stream.testing.InkModel;
import java.util.Arrays;

/**
 * What the images of a campaign are. Their cameras take turns; some go black, send what is no
 * image, or change their images, and are in order again, again and again.
 */
final class Cameras {
  /** Odd, so that the strange images, one in fifty, are of all cameras alike. */
  private static final int CAMERAS = 21;

  /** A broken image comes after so many good ones. */
  private static final int BROKEN_EVERY = 1_000;

  private static final int BLACK_FOR = 150;
  private static final int GARBAGE_FOR = 60;
  private static final int DRIFTED_FOR = 500;
  private static final int BAR = 25;

  private Cameras() {}

  /** The camera of an image. */
  static String of(int image) {
    return "camera-%02d".formatted(image % CAMERAS);
  }

  static byte[] value(int image) {
    if (image % BROKEN_EVERY == BROKEN_EVERY - 1) {
      return new byte[] {1};
    }
    int camera = image % CAMERAS;
    int number = image / CAMERAS;
    if (camera < 4 && isOdd(number / BLACK_FOR)) {
      return InkModel.ink(700);
    }
    if (camera >= 4 && camera < 6 && isOdd(number / GARBAGE_FOR)) {
      return new byte[] {2, 3};
    }
    byte[] value = InkModel.numbered(image);
    if (camera >= 6 && camera < 8 && isOdd(number / DRIFTED_FOR)) {
      Arrays.fill(value, 1, 1 + BAR, (byte) 0);
    }
    return value;
  }

  private static boolean isOdd(int number) {
    return number % 2 == 1;
  }
}
