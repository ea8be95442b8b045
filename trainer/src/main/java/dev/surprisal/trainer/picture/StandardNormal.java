package dev.surprisal.trainer.picture;

/** The standard normal distribution. */
final class StandardNormal {
  private StandardNormal() {}

  /**
   * The quantile function, with an absolute error below 5e-4. Source: Abramowitz and Stegun 1964,
   * formula 26.2.23.
   *
   * @param p in (0, 1)
   */
  static double quantile(double p) {
    double tail = Math.min(p, 1 - p);
    double t = Math.sqrt(-2 * Math.log(tail));
    double x =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return p < 0.5 ? -x : x;
  }
}
