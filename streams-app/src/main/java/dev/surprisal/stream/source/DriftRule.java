package dev.surprisal.stream.source;

import java.util.Locale;

/**
 * When the scores of a source have drifted: the p-values of a block of its images are distributed
 * otherwise than those of its first block.
 *
 * @param images in a block; 0 for no such alerts
 * @param distance of the two distributions above which an alert opens, see {@link SourceDrift}; it
 *     closes at half of it
 * @param judge names the model and the score that the p-values are of; those of another one cannot
 *     be compared
 */
record DriftRule(int images, double distance, long judge) {
  /** No alert of this kind opens. */
  static final DriftRule NEVER = new DriftRule(0, 1, 0);

  /** From as many images on the bound holds with the factor 2. */
  static final int LEAST = 458;

  static final int MOST = 1_000_000;

  /** However many false alerts are allowed, a block is not called drifted more often than this. */
  private static final double MOST_PER_BLOCK = 0.05;

  /**
   * The distance that keeps the number of false alerts. For a source in order, whose images are
   * independent, P(distance > d) ≤ 2 exp(−images · d²), and one block is looked at once. Source:
   * Wei and Dudley 2012, "Two-sample Dvoretzky–Kiefer–Wolfowitz inequalities", theorem 1, for two
   * samples of equal size.
   */
  static DriftRule of(AlertSettings settings, long judge) {
    int images = settings.driftImages();
    if (images == 0) {
      return NEVER;
    }
    double perBlock = Math.min(MOST_PER_BLOCK, settings.perImage() * images);
    return new DriftRule(images, Math.sqrt(Math.log(2 / perBlock) / images), judge);
  }

  String inWords() {
    return images == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", or when the scores of %d differ from those of its first %d by more than %.2f",
            images,
            images,
            distance);
  }

  boolean opens(double found) {
    return found > distance;
  }

  /** Also where nothing was found, as before the first block is full. */
  boolean closes(double found) {
    return !(found > distance / 2);
  }
}
