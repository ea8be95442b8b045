package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.RowFold;

/**
 * Four statistics of how sharp an image is, whose density {@link Term#SHARPNESS} measures. Each of
 * them alone depends on what the image shows; but an image that is blurred or noisy has smaller or
 * larger second differences than clean images with the same first differences. Keeps scratch
 * arrays; one per thread.
 */
public final class Sharpness {
  /** How many statistics an image has. */
  public static final int COUNT = 4;

  private final int height;
  private final int width;
  private final RowFold fold;
  private final float[] x;
  private final float[] terms;

  public Sharpness(ImageShape shape) {
    this.height = shape.height();
    this.width = shape.width();
    this.fold = new RowFold(shape.pixels());
    this.x = new float[shape.pixels()];
    this.terms = new float[shape.pixels()];
  }

  /** The statistics of one image, {@code [COUNT]}; see {@link #of(float[], double[])}. */
  public double[] of(GrayImage image) {
    double[] target = new double[COUNT];
    image.toUnit(x, 0);
    of(x, target);
    return target;
  }

  /**
   * Computes one image's statistics, each as ln(1 + v). In order, v is: Σ|d| and Σd² over the
   * differences d of horizontal and of vertical neighbours, and Σ|c| and Σc² over the pixels, where
   * c is four times the pixel less its four neighbours. Beyond the border the image is continued by
   * its outermost pixels.
   *
   * @param pixels {@code [height · width]}, in [0, 1]
   * @param target {@code [COUNT]}, overwritten
   */
  void of(float[] pixels, double[] target) {
    horizontal(pixels);
    double squares = fold.dot(terms, terms);
    double sum = fold.sum(absolute());
    vertical(pixels);
    squares += fold.dot(terms, terms);
    sum += fold.sum(absolute());
    target[0] = Math.log1p(sum);
    target[1] = Math.log1p(squares);
    second(pixels);
    target[3] = Math.log1p(fold.dot(terms, terms));
    target[2] = Math.log1p(fold.sum(absolute()));
  }

  private float[] absolute() {
    float[] t = terms;
    for (int i = 0; i < t.length; i++) {
      t[i] = Math.abs(t[i]);
    }
    return t;
  }

  private void horizontal(float[] p) {
    float[] t = terms;
    int n = t.length - 1;
    for (int i = 0; i < n; i++) {
      t[i] = p[i + 1] - p[i];
    }
    // A row's last pixel has no neighbour in that row.
    for (int i = width - 1; i < t.length; i += width) {
      t[i] = 0f;
    }
  }

  private void vertical(float[] p) {
    float[] t = terms;
    int n = t.length - width;
    for (int i = 0; i < n; i++) {
      t[i] = p[i + width] - p[i];
    }
    for (int i = n; i < t.length; i++) {
      t[i] = 0f;
    }
  }

  private void second(float[] p) {
    float[] t = terms;
    for (int row = 0; row < height; row++) {
      int start = row * width;
      int above = Math.max(0, row - 1) * width - start;
      int below = Math.min(height - 1, row + 1) * width - start;
      int end = start + width - 1;
      for (int i = start + 1; i < end; i++) {
        t[i] = 4 * p[i] - p[i - 1] - p[i + 1] - p[i + above] - p[i + below];
      }
      for (int i = start; i <= end; i += Math.max(1, width - 1)) {
        float left = p[Math.max(start, i - 1)];
        float right = p[Math.min(end, i + 1)];
        t[i] = 4 * p[i] - left - right - p[i + above] - p[i + below];
      }
    }
  }
}
