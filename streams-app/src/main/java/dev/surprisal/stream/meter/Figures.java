package dev.surprisal.stream.meter;

import java.util.List;

/**
 * What the meters of images show at one moment.
 *
 * @param normal images with a normal verdict
 * @param anomalous images with an anomalous one
 * @param rejected records that are no image
 * @param missed offsets that were gone before they were judged
 * @param model whose clean images the next three compare with
 * @param drift population stability index of the last scores; NaN while there are too few
 * @param scores of the score that decides
 * @param clean share of the clean images in each bucket of the scores
 * @param endToEndSeconds from the record's timestamp to its verdict
 */
public record Figures(
    long normal,
    long anomalous,
    long rejected,
    long missed,
    JudgingModel model,
    double drift,
    Distribution scores,
    List<Double> clean,
    Distribution endToEndSeconds) {
  public Figures {
    clean = List.copyOf(clean);
  }

  /** Images that have a verdict. */
  public long judged() {
    return normal + anomalous;
  }

  /** Records of any kind. */
  public long records() {
    return judged() + rejected;
  }
}
