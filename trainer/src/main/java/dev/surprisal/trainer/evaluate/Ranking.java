package dev.surprisal.trainer.evaluate;

import java.util.Arrays;

/**
 * How well a score that grows with strangeness separates strange images from normal ones, over all
 * thresholds.
 *
 * @param auroc probability that a strange image scores above a normal one, a tie counting half; 1
 *     is perfect, 0.5 is chance. Source: Hanley and McNeil 1982, "The meaning and use of the area
 *     under a receiver operating characteristic curve"
 * @param auprc average precision, the strange ones being the positives: Σ (recallₖ − recallₖ₋₁) ·
 *     precisionₖ over the thresholds; chance is the share of strange images
 */
public record Ranking(double auroc, double auprc) {
  /**
   * @param normal scores of normal images, at least one
   * @param strange scores of strange images, at least one
   */
  public static Ranking of(double[] normal, double[] strange) {
    if (normal.length == 0 || strange.length == 0) {
      throw new IllegalArgumentException(
          "expected at least one score of each, got %d normal and %d strange"
              .formatted(normal.length, strange.length));
    }
    double[] clean = normal.clone();
    double[] odd = strange.clone();
    Arrays.sort(clean);
    Arrays.sort(odd);
    double wins = 0;
    double precisions = 0;
    int c = clean.length;
    int o = odd.length;
    // From the highest threshold down; equal scores are passed together.
    while (o > 0) {
      double threshold = odd[o - 1];
      int above = c;
      while (c > 0 && clean[c - 1] >= threshold) {
        c--;
      }
      int passed = 0;
      while (o > 0 && odd[o - 1] == threshold) {
        o--;
        passed++;
      }
      int ties = 0;
      for (int i = c; i < above && clean[i] == threshold; i++) {
        ties++;
      }
      wins += passed * (c + 0.5 * ties);
      double found = odd.length - o;
      precisions += passed * found / (found + clean.length - c);
    }
    return new Ranking(wins / ((double) clean.length * odd.length), precisions / odd.length);
  }
}
