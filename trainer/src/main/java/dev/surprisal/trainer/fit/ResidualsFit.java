package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.ScorePass;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Measures the usual size of residuals, pixel by pixel. */
public final class ResidualsFit {
  private static final int LEVELS = 256;

  /** Bounds the counts to 64 MiB; larger images are read once for each part. */
  private static final int PIXELS_AT_A_TIME = 1 << 16;

  private static final int IMAGES_AT_A_TIME = 64;

  private ResidualsFit() {}

  /**
   * The quantile of |image − expected| at each pixel.
   *
   * @param clean images that the model was not fitted on
   */
  public static Residuals of(Model model, ImageSource clean) {
    return of(model, clean, PIXELS_AT_A_TIME);
  }

  static Residuals of(Model model, ImageSource clean, int pixelsAtATime) {
    byte[] usual = new byte[clean.shape().pixels()];
    try (ScorePass pass = new ScorePass(model, Set.of())) {
      for (int from = 0; from < usual.length; from += pixelsAtATime) {
        int to = Math.min(usual.length, from + pixelsAtATime);
        int[] histograms = histograms(pass, clean, from, to);
        for (int k = from; k < to; k++) {
          usual[k] =
              (byte) quantile(histograms, (k - from) * LEVELS, Residuals.QUANTILE * clean.size());
        }
      }
    }
    return new Residuals(GrayImage.of(clean.shape(), usual));
  }

  /** How often each level occurs at each of the pixels {@code from} to {@code to} − 1. */
  private static int[] histograms(ScorePass pass, ImageSource clean, int from, int to) {
    int[] histograms = new int[(to - from) * LEVELS];
    for (int start = 0; start < clean.size(); start += IMAGES_AT_A_TIME) {
      int end = Math.min(clean.size(), start + IMAGES_AT_A_TIME);
      List<GrayImage> images = IntStream.range(start, end).mapToObj(clean::image).toList();
      List<GrayImage> expected = pass.reconstruct(images);
      for (int i = 0; i < images.size(); i++) {
        count(images.get(i).toBytes(), expected.get(i).toBytes(), from, to, histograms);
      }
    }
    return histograms;
  }

  private static void count(byte[] seen, byte[] expected, int from, int to, int[] histograms) {
    for (int k = from; k < to; k++) {
      histograms[(k - from) * LEVELS + Math.abs((seen[k] & 0xff) - (expected[k] & 0xff))]++;
    }
  }

  /** The smallest level that at least {@code images} images do not exceed. */
  private static int quantile(int[] histograms, int offset, double images) {
    int level = 0;
    for (int below = histograms[offset]; below < images; below += histograms[offset + level]) {
      level++;
    }
    return level;
  }
}
