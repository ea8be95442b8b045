package dev.surprisal.stream.source;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The verdicts on a source's last images, one bit each; 1 is anomalous.
 *
 * @param older bits of the older images, the oldest the highest
 * @param newer bits of the newest 64, the newest the lowest
 */
record Window(long older, long newer) {
  /** So many images are remembered. */
  static final int IMAGES = 100;

  static final Window EMPTY = new Window(0, 0);

  private static final long OLDER_BITS = (1L << (IMAGES - Long.SIZE)) - 1;

  Window with(boolean anomalous) {
    return new Window(
        ((older << 1) | (newer >>> (Long.SIZE - 1))) & OLDER_BITS,
        (newer << 1) | (anomalous ? 1 : 0));
  }

  /** How many normal ones there are since the last anomalous one; 64 for more. */
  int normalInARow() {
    return Long.numberOfTrailingZeros(newer);
  }

  /** The verdicts on the last images, the oldest first; true is anomalous. */
  List<Boolean> last(int images) {
    return IntStream.iterate(images - 1, age -> age >= 0, age -> age - 1)
        .mapToObj(age -> ((age < Long.SIZE ? newer >>> age : older >>> (age - Long.SIZE)) & 1) == 1)
        .toList();
  }

  /** How many of them were anomalous. */
  int anomalous() {
    return Long.bitCount(older) + Long.bitCount(newer);
  }
}
