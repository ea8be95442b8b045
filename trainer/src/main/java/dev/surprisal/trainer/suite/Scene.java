package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a clean image shows, as far as it matters to where damage is drawn and how bright it is. The
 * background is the median of the border's pixels; an image whose border is no background has
 * objects all the same, wherever it differs from that.
 */
final class Scene {
  private static final double LEAST_CONTRAST = 0.3;
  private static final double LEAST_DIFFERENCE = 0.1;

  private final FloatImage picture;
  private final double background;
  private final double contrast;
  private final int[] object;
  private final int[] contour;

  Scene(FloatImage picture) {
    this.picture = picture;
    this.background = background(picture);
    this.contrast = contrast(picture);
    double threshold = Math.max(LEAST_DIFFERENCE, 0.2 * contrast);
    int width = picture.shape().width();
    int[] all = new int[picture.shape().pixels()];
    Arrays.setAll(all, i -> i);
    int[] differing =
        Arrays.stream(all).filter(i -> differs(i / width, i % width, threshold)).toArray();
    this.object = differing.length == 0 ? all : differing;
    int[] edge =
        Arrays.stream(object).filter(i -> isEdge(i / width, i % width, threshold)).toArray();
    this.contour = edge.length == 0 ? object : edge;
  }

  private static double background(FloatImage p) {
    int height = p.shape().height();
    int width = p.shape().width();
    double[] border = new double[2 * (height + width)];
    for (int x = 0; x < width; x++) {
      border[2 * x] = p.value(0, x);
      border[2 * x + 1] = p.value(height - 1, x);
    }
    for (int y = 0; y < height; y++) {
      border[2 * (width + y)] = p.value(y, 0);
      border[2 * (width + y) + 1] = p.value(y, width - 1);
    }
    Arrays.sort(border);
    return border[border.length / 2];
  }

  /** Between nearly the darkest and nearly the brightest pixel, but visible in any case. */
  private static double contrast(FloatImage p) {
    int width = p.shape().width();
    double[] values = new double[p.shape().pixels()];
    Arrays.setAll(values, i -> p.value(i / width, i % width));
    Arrays.sort(values);
    double low = values[values.length / 50];
    double high = values[values.length - 1 - values.length / 50];
    return Math.max(LEAST_CONTRAST, high - low);
  }

  private boolean differs(int row, int column, double threshold) {
    return Math.abs(picture.near(row, column) - background) > threshold;
  }

  private boolean isEdge(int row, int column, double threshold) {
    return !differs(row - 1, column, threshold)
        || !differs(row + 1, column, threshold)
        || !differs(row, column - 1, threshold)
        || !differs(row, column + 1, threshold);
  }

  FloatImage picture() {
    return picture;
  }

  /** Grey value of what surrounds the object. */
  double background() {
    return background;
  }

  /** A brightness that damage adds or takes away: 40 to 90 % of the image's contrast. */
  double mark(RandomGenerator random) {
    return (random.nextBoolean() ? 1 : -1) * random.nextDouble(.4, .9) * contrast;
  }

  /** A point of the object, as row and column. */
  double[] onObject(RandomGenerator random) {
    return point(object[random.nextInt(object.length)]);
  }

  /** A point where the object meets the background, as row and column. */
  double[] onContour(RandomGenerator random) {
    return point(contour[random.nextInt(contour.length)]);
  }

  private double[] point(int index) {
    int width = picture.shape().width();
    int row = index / width;
    return new double[] {row, index % width};
  }
}
