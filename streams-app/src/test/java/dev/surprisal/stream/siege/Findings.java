package dev.surprisal.stream.siege;

import java.util.Map;

/**
 * What the outputs hold, compared with what was sent.
 *
 * @param good of the good images
 * @param wrong good images that were rejected, or whose score is not theirs
 * @param unknown outcomes of no record that was sent
 * @param contradicted records with an outcome, of which the scorer said that it missed them
 * @param hostile of the attacks' records
 */
record Findings(
    Tally good, long wrong, long unknown, long contradicted, Map<Attack, Tally> hostile) {
  /**
   * Of some records.
   *
   * @param lost without an outcome, though they were there to be read
   * @param missed that retention deleted first, as the scorer said
   * @param doubled with more than one, or with more than one alarm
   * @param late whose outcome came more than a minute later
   * @param slowestMillis from record to outcome, for a reader of committed records
   * @param slowestTimedMillis the same of those that nothing else was in the way of
   */
  record Tally(
      long sent,
      long lost,
      long missed,
      long doubled,
      long late,
      int slowestMillis,
      int slowestTimedMillis) {}

  /** Of all records that nothing else was in the way of. */
  int slowestTimedMillis() {
    return hostile.values().stream().mapToInt(Tally::slowestTimedMillis).max().orElse(0);
  }
}
