package dev.surprisal.trainer.evaluate;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.ScorePass;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How well reconstructions match images, compared with the mean image. Grey values are in [0, 1].
 *
 * @param images how many were compared
 * @param squaredError mean over images and pixels of (image − reconstruction)²
 * @param variance mean over the pixels of their variance from image to image: the squared error of
 *     the mean image; exactly 0 when all images are equal
 * @param smoothShare share of that variance that pixels have in common with their neighbours to the
 *     right or below, whichever is more: about 0 for a sensor's noise, near 1 for objects that move
 *     or lighting that changes
 * @param largeError the |image − reconstruction| that one pixel in a thousand exceeds
 * @param white the grey value that one pixel in a thousand exceeds
 */
public record Fidelity(
    int images,
    double squaredError,
    double variance,
    double smoothShare,
    double largeError,
    double white) {
  private static final int CHUNK = 64;
  private static final int LEVELS = 256;
  private static final double QUANTILE = 0.999;

  /** Compares every image with the model's reconstruction of it, at the posterior's mean. */
  public static Fidelity of(Model model, ImageSource images) {
    ScoredSet.expectShape(model, images);
    Sums sums = new Sums(images.shape().width(), images.shape().pixels());
    long[] errors = new long[LEVELS];
    long[] values = new long[LEVELS];
    try (ScorePass pass = new ScorePass(model, Set.of())) {
      for (int start = 0; start < images.size(); start += CHUNK) {
        int end = Math.min(images.size(), start + CHUNK);
        List<GrayImage> chunk = IntStream.range(start, end).mapToObj(images::image).toList();
        List<GrayImage> rebuilt = pass.reconstruct(chunk);
        for (int i = 0; i < chunk.size(); i++) {
          byte[] seen = chunk.get(i).toBytes();
          byte[] expected = rebuilt.get(i).toBytes();
          sums.add(seen);
          for (int k = 0; k < seen.length; k++) {
            errors[Math.abs((seen[k] & 0xff) - (expected[k] & 0xff))]++;
            values[seen[k] & 0xff]++;
          }
        }
      }
    }
    return new Fidelity(
        images.size(),
        meanSquare(errors),
        sums.variance(),
        sums.smoothShare(),
        quantile(errors),
        quantile(values));
  }

  /**
   * Share of the variance that the reconstructions explain, at most 1; below 0 when the mean image
   * would do better, and 0 when there is no variance.
   */
  public double explained() {
    return variance == 0 ? 0 : 1 - squaredError / variance;
  }

  private static double meanSquare(long[] histogram) {
    double sum = 0;
    double count = 0;
    for (int level = 0; level < LEVELS; level++) {
      sum += (double) histogram[level] * level * level;
      count += histogram[level];
    }
    return sum / count / (255.0 * 255.0);
  }

  private static double quantile(long[] histogram) {
    long count = 0;
    for (long n : histogram) {
      count += n;
    }
    int level = 0;
    for (long below = histogram[0]; below < QUANTILE * count; below += histogram[level]) {
      level++;
    }
    return level / 255.0;
  }

  /** Sums over images in whole numbers, so that equal images have a variance of exactly 0. */
  private static final class Sums {
    private final int width;
    private final long[] sum;
    private final long[] squares;
    private final long[] timesRight;
    private final long[] timesBelow;
    private long images;

    private Sums(int width, int pixels) {
      this.width = width;
      this.sum = new long[pixels];
      this.squares = new long[pixels];
      this.timesRight = new long[pixels];
      this.timesBelow = new long[pixels];
    }

    private void add(byte[] pixels) {
      images++;
      for (int k = 0; k < pixels.length; k++) {
        long value = pixels[k] & 0xff;
        sum[k] += value;
        squares[k] += value * value;
        if ((k + 1) % width != 0) {
          timesRight[k] += value * (pixels[k + 1] & 0xff);
        }
        if (k + width < pixels.length) {
          timesBelow[k] += value * (pixels[k + width] & 0xff);
        }
      }
    }

    private double variance() {
      double variances = 0;
      for (int k = 0; k < sum.length; k++) {
        variances += variance(k);
      }
      return variances / sum.length / ((double) images * images) / (255.0 * 255.0);
    }

    private double smoothShare() {
      double right = 0;
      double rightVariance = 0;
      double below = 0;
      double belowVariance = 0;
      for (int k = 0; k < sum.length; k++) {
        if ((k + 1) % width != 0) {
          right += images * timesRight[k] - sum[k] * sum[k + 1];
          rightVariance += (variance(k) + variance(k + 1)) / 2.0;
        }
        if (k + width < sum.length) {
          below += images * timesBelow[k] - sum[k] * sum[k + width];
          belowVariance += (variance(k) + variance(k + width)) / 2.0;
        }
      }
      return Math.max(
          rightVariance == 0 ? 0 : right / rightVariance,
          belowVariance == 0 ? 0 : Math.max(0, below / belowVariance));
    }

    /** Of one pixel, times the square of the number of images. */
    private long variance(int pixel) {
      return images * squares[pixel] - sum[pixel] * sum[pixel];
    }
  }
}
