package dev.surprisal.stream.source;

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

  /** How many of them were anomalous. */
  int anomalous() {
    return Long.bitCount(older) + Long.bitCount(newer);
  }
}
