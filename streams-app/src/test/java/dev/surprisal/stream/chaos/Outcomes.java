package dev.surprisal.stream.chaos;

/**
 * What the outputs hold, compared with what the images' topic holds.
 *
 * @param images records on the images' topic
 * @param missing of these, without an outcome, or anomalous and without its record on anomalies
 * @param doubled of these, with more than one of either
 * @param wrong outcomes that are not the offline ones, or of no image at all
 * @param alerts of the images' sources
 */
record Outcomes(long images, long missing, long doubled, long wrong, AlertAudit.Result alerts) {
  @Override
  public String toString() {
    return "%,d images: %d missing, %d doubled, %d wrong; %s"
        .formatted(images, missing, doubled, wrong, alerts);
  }
}
