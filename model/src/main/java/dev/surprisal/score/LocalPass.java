package dev.surprisal.score;

import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Workspace;

/** Computes {@link Term#LOCAL} for a batch. One per thread. */
final class LocalPass {
  private final NetworkPass autoencoder;
  private final BoxSums boxes;
  private final float[][] inverseUsual;
  private final float[] x;

  LocalPass(LocalResiduals parts, Workspace workspace) {
    int pixels = parts.shape().pixels();
    int largest = LocalResiduals.SIDES.get(LocalResiduals.SIDES.size() - 1);
    this.autoencoder = new NetworkPass(parts.autoencoder(), workspace);
    this.boxes = new BoxSums(parts.shape(), largest);
    this.inverseUsual = new float[LocalResiduals.SIDES.size()][boxes.length()];
    for (int w = 0; w < inverseUsual.length; w++) {
      float[] usual = parts.usual(LocalResiduals.SIDES.get(w));
      for (int i = 0; i < pixels; i++) {
        inverseUsual[w][boxes.index(i)] = 1 / usual[i];
      }
    }
    this.x = new float[pixels];
  }

  /**
   * The largest ratio of a window's residual to the usual one there, over all windows.
   *
   * @param values {@code [at least the batch's size]}, overwritten
   */
  void run(ImageBatch batch, double[] values) {
    autoencoder.run(
        batch,
        (i, expected) -> {
          batch.row(i, x);
          values[i] = largestRatio(expected);
        });
  }

  private double largestRatio(float[] expected) {
    for (int k = 0; k < x.length; k++) {
      x[k] -= expected[k];
    }
    boxes.load(x);
    double largest = 0;
    int side = 1;
    for (int w = 0; w < inverseUsual.length; w++) {
      while (side < LocalResiduals.SIDES.get(w)) {
        boxes.widen(side);
        side *= 3;
      }
      largest = Math.max(largest, largestRatio(boxes.sums(), inverseUsual[w]));
    }
    return largest;
  }

  private static float largestRatio(float[] sums, float[] inverse) {
    float largest = 0;
    for (int i = 0; i < sums.length; i++) {
      largest = Math.max(largest, Math.abs(sums[i]) * inverse[i]);
    }
    return largest;
  }
}
