package dev.surprisal.trainer.suite;

import dev.surprisal.image.GrayImage;
import java.util.stream.IntStream;

/** An image by simple measures, at no more than 28 pixels a side. */
final class Look {
  private static final int SIDE = 28;
  private static final double FLAT = 1 / 255.0;

  private final double brightness;
  private final double contrast;
  private final double sharpness;

  /** Of length 1, so that products are correlations; flat images share the last coordinate. */
  private final float[] direction;

  private Look(double brightness, double contrast, double sharpness, float[] direction) {
    this.brightness = brightness;
    this.contrast = contrast;
    this.sharpness = sharpness;
    this.direction = direction;
  }

  static Look of(GrayImage image) {
    GrayImage small = image.within(SIDE);
    int width = small.shape().width();
    int pixels = small.shape().pixels();
    float[] values = new float[pixels + 1];
    small.toUnit(values, 0);
    double mean = IntStream.range(0, pixels).mapToDouble(i -> values[i]).average().orElseThrow();
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < pixels; i++) {
      squares += Math.pow(values[i] - mean, 2);
      differences += i % width == 0 ? 0 : Math.abs(values[i] - values[i - 1]);
      differences += i < width ? 0 : Math.abs(values[i] - values[i - width]);
    }
    double contrast = Math.sqrt(squares / pixels);
    boolean flat = contrast < FLAT;
    double length = Math.sqrt(squares);
    for (int i = 0; i < pixels; i++) {
      values[i] = flat ? 0 : (float) ((values[i] - mean) / length);
    }
    values[pixels] = flat ? 1 : 0;
    return new Look(mean, contrast, flat ? 0 : differences / pixels / contrast, values);
  }

  /** Mean grey value, 0 to 1. */
  double brightness() {
    return brightness;
  }

  /** Standard deviation of the grey values. */
  double contrast() {
    return contrast;
  }

  /** Mean difference of neighbours to the right and below, divided by the contrast. */
  double sharpness() {
    return sharpness;
  }

  /** Correlation of the two images' grey values, −1 to 1; 1 between flat images. */
  double correlation(Look other) {
    float sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += direction[i] * other.direction[i];
    }
    return sum;
  }
}
