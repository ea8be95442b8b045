package dev.surprisal.score;

/**
 * The decision on one image.
 *
 * @param scores every score that was computed
 * @param score the value of the score that decided; higher = stranger
 * @param pValue conformal p-value of that score, in (0, 1]; lower = stranger
 * @param falseAlarmRate the rate in force: the largest p-value that is anomalous
 * @param anomalous whether {@code pValue} is at most {@code falseAlarmRate}
 */
public record Verdict(
    Scores scores, double score, double pValue, double falseAlarmRate, boolean anomalous) {
  /** The same scores and p-value, decided at another rate. */
  public Verdict at(double rate) {
    return new Verdict(scores, score, pValue, rate, pValue <= rate);
  }
}
