package dev.surprisal.stream.source;

/** The upper tail of the binomial distribution. */
final class BinomialTail {
  private BinomialTail() {}

  /**
   * P(X ≥ {@code least}) where X counts the successes of {@code n} independent draws.
   *
   * @param p probability of a success, in (0, 1)
   */
  static double atLeast(int least, int n, double p) {
    double odds = Math.log(p) - Math.log1p(-p);
    double logProbability = n * Math.log(p);
    double sum = 0;
    // From the smallest probability of the upper tail down, so that none is lost in the sum.
    for (int k = n; k >= least; k--) {
      sum += Math.exp(logProbability);
      logProbability += Math.log(k) - Math.log(n - k + 1.0) - odds;
    }
    return Math.min(1, sum);
  }
}
