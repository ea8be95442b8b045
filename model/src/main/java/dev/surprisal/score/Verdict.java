package dev.surprisal.score;

/**
 * What is said of one image.
 *
 * @param scores every score that was computed
 * @param score the value of the one that decided, higher = stranger
 * @param pValue share of clean images at least as strange, in (0, 1]
 * @param anomalous whether the p-value is at most the false-alarm rate
 */
public record Verdict(Scores scores, double score, double pValue, boolean anomalous) {}
