package dev.surprisal.trainer.network;

import java.util.SplittableRandom;

/** Numbers for tests. */
final class Randoms {
  private Randoms() {}

  /** In [0, 1). */
  static float[] uniform(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }
}
