package dev.surprisal.score;

/**
 * What is said of one image.
 *
 * @param scores every score that was computed
 * @param score the value of the one that decided, higher = stranger
 * @param pValue share of clean images at least as strange, in (0, 1]
 * @param falseAlarmRate the largest p-value that was to be called anomalous
 * @param anomalous whether the p-value is at most that
 */
public record Verdict(
    Scores scores, double score, double pValue, double falseAlarmRate, boolean anomalous) {
  /** The same figures judged at another rate. */
  public Verdict at(double rate) {
    return new Verdict(scores, score, pValue, rate, pValue <= rate);
  }
}
