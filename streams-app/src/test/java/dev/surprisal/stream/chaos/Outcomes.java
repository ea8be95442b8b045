package dev.surprisal.stream.chaos;

/**
 * What the outputs hold, compared with what the images' topic holds.
 *
 * @param images records on the images' topic
 * @param missing of these, without an outcome, or anomalous and without its record on anomalies
 * @param doubled of these, with more than one of either
 * @param wrong outcomes that are not the offline ones, or of no image at all
 * @param wrongSide verdicts by another model than the barriers name
 * @param swaps how often the model changed
 * @param alerts of the images' sources
 */
record Outcomes(
    long images,
    long missing,
    long doubled,
    long wrong,
    long wrongSide,
    long swaps,
    AlertAudit.Result alerts) {
  @Override
  public String toString() {
    return "%,d images, %d swaps: %d missing, %d doubled, %d wrong, %d judged by the wrong side; %s"
        .formatted(images, swaps, missing, doubled, wrong, wrongSide, alerts);
  }
}
