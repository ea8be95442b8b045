package dev.surprisal.stream.meter;

/**
 * What the meters of images show at one moment.
 *
 * @param normal images with a normal verdict
 * @param anomalous images with an anomalous one
 * @param rejected records that are no image
 * @param missed offsets that were gone before they were judged
 * @param drift population stability index of the last scores; NaN while there are too few
 * @param scores of the score that decides
 * @param endToEndSeconds from the record's timestamp to its verdict
 */
public record Figures(
    long normal,
    long anomalous,
    long rejected,
    long missed,
    double drift,
    Distribution scores,
    Distribution endToEndSeconds) {
  /** Images that have a verdict. */
  public long judged() {
    return normal + anomalous;
  }

  /** Records of any kind. */
  public long records() {
    return judged() + rejected;
  }
}
