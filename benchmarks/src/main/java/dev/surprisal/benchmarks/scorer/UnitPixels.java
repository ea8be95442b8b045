package dev.surprisal.benchmarks.scorer;

/** Grey bytes to floats in [0, 1]: the same for every contestant from Java. */
final class UnitPixels {
  private static final float[] TABLE = new float[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      TABLE[i] = i / 255f;
    }
  }

  private UnitPixels() {}

  static void copy(byte[] gray, float[] target, int offset) {
    for (int i = 0; i < gray.length; i++) {
      target[offset + i] = TABLE[gray[i] & 0xff];
    }
  }
}
