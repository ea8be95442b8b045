package dev.surprisal.trainer.detection;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.ScorePass;
import java.util.Set;

/** Measures which residuals are usual, pixel by pixel. */
public final class ResidualsFit {
  private static final int LEVELS = 256;

  private ResidualsFit() {}

  /**
   * The quantile of |image − expected| at each pixel.
   *
   * @param clean images that the model was not fitted on
   */
  public static Residuals of(Model model, ImageSource clean) {
    int pixels = clean.shape().pixels();
    int[] histograms = new int[pixels * LEVELS];
    try (ScorePass pass = new ScorePass(model, Set.of())) {
      for (int i = 0; i < clean.size(); i++) {
        GrayImage image = clean.image(i);
        byte[] seen = image.toBytes();
        byte[] expected = pass.reconstruct(image).toBytes();
        for (int k = 0; k < pixels; k++) {
          histograms[k * LEVELS + Math.abs((seen[k] & 0xff) - (expected[k] & 0xff))]++;
        }
      }
    }
    byte[] usual = new byte[pixels];
    for (int k = 0; k < pixels; k++) {
      usual[k] = (byte) quantile(histograms, k * LEVELS, Residuals.QUANTILE * clean.size());
    }
    return new Residuals(GrayImage.of(clean.shape(), usual));
  }

  /** The smallest level that so many images do not exceed. */
  private static int quantile(int[] histograms, int offset, double images) {
    int level = 0;
    for (int below = histograms[offset]; below < images; below += histograms[offset + level]) {
      level++;
    }
    return level;
  }
}
