package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.RowFold;

/**
 * The nine statistics of an image whose density {@link Term#DENSITY} measures: how well the model
 * explains the image, and how much ink it has and where. A likelihood alone misses the latter.
 * Keeps scratch arrays; one per thread.
 */
public final class Statistics {
  /** How many statistics an image has. */
  public static final int COUNT = 9;

  private final ImageShape shape;
  private final RowFold fold;
  private final float[] rows;
  private final float[] rowsSquared;
  private final float[] columns;
  private final float[] columnsSquared;

  Statistics(ImageShape shape) {
    this.shape = shape;
    this.fold = new RowFold(shape.pixels());
    this.rows = new float[shape.pixels()];
    this.rowsSquared = new float[shape.pixels()];
    this.columns = new float[shape.pixels()];
    this.columnsSquared = new float[shape.pixels()];
    for (int i = 0; i < shape.pixels(); i++) {
      int row = i / shape.width();
      rows[i] = (row + 0.5f) / shape.height();
      rowsSquared[i] = rows[i] * rows[i];
      columns[i] = (i % shape.width() + 0.5f) / shape.width();
      columnsSquared[i] = columns[i] * columns[i];
    }
  }

  /**
   * Computes one image's statistics, each as ln(1 + v), so that doubling v counts the same at every
   * v. In order, v is: the reconstruction error above the least possible and the KL (both in nats),
   * Σ(x − p)², Σp(1 − p), the ink Σx, 20 times the variance of the ink's vertical position times
   * the height, the same horizontally with the width, the total variation, and 20 times the
   * brightest pixel.
   *
   * @param x {@code [pixels]}, the image in [0, 1]
   * @param p {@code [pixels]}, the decoder's means
   * @param scores of this image, with its mean squared error
   * @param leastNats the least possible reconstruction error, {@link
   *     dev.surprisal.vae.LikelihoodRow#leastNats}
   * @param sharpness {@code [Sharpness.COUNT]}, of this image, whose first is the total variation
   * @param target {@code [COUNT]}, overwritten
   */
  void of(
      float[] x, float[] p, Scores scores, double leastNats, double[] sharpness, double[] target) {
    double ink = fold.sum(x);
    target[0] = Math.max(scores.reconstructionNats() - leastNats, 0);
    target[1] = scores.klNats();
    target[2] = scores.meanSquaredError() * shape.pixels();
    target[3] = fold.sum(p) - fold.dot(p, p);
    target[4] = ink;
    target[5] = 20 * variance(x, ink, rows, rowsSquared) * shape.height();
    target[6] = 20 * variance(x, ink, columns, columnsSquared) * shape.width();
    target[8] = 20 * brightest(x);
    for (int k = 0; k < COUNT; k++) {
      target[k] = Math.log1p(target[k]);
    }
    target[7] = sharpness[0];
  }

  /** A plain loop: unlike a sum's, its order does not matter, so that the JIT vectorises it. */
  private static float brightest(float[] x) {
    float brightest = 0;
    for (float value : x) {
      brightest = Math.max(brightest, value);
    }
    return brightest;
  }

  private double variance(float[] x, double ink, float[] place, float[] placeSquared) {
    double weight = Math.max(ink, 1e-6);
    double mean = fold.dot(x, place) / weight;
    return Math.max(fold.dot(x, placeSquared) / weight - mean * mean, 0);
  }
}
