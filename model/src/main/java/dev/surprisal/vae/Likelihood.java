package dev.surprisal.vae;

/**
 * The decoder's distribution over a pixel x in [0, 1]. Its mean is p = 1/(1 + e^−l), l the
 * decoder's output, whatever the distribution.
 */
public sealed interface Likelihood {
  Likelihood BERNOULLI = new Bernoulli();

  /** As it stands in a bundle. */
  String wireName();

  /** Computes with it, for images of so many pixels. */
  LikelihoodRow row(int pixels);

  /**
   * Bernoulli with the decoder's output as the logit; on grey values the cross-entropy, −Σ x ln p +
   * (1 − x) ln(1 − p).
   */
  record Bernoulli() implements Likelihood {
    public static final String NAME = "bernoulli";

    @Override
    public String wireName() {
      return NAME;
    }

    @Override
    public LikelihoodRow row(int pixels) {
      return new BernoulliRow(pixels);
    }
  }

  /**
   * A normal distribution about p, of one variance for all pixels. Source: Kingma and Welling 2013,
   * appendix C.2, with the mean constrained as in section 5 (arXiv:1312.6114).
   *
   * @param variance from {@link #MIN_VARIANCE} to {@link #MAX_VARIANCE}
   */
  record Gaussian(double variance) implements Likelihood {
    public static final String NAME = "gaussian";

    /** Below, single pixels outweigh all else; it is the square of two and a half grey values. */
    public static final double MIN_VARIANCE = 1e-4;

    /** No error of a value in [0, 1] is larger. */
    public static final double MAX_VARIANCE = 1;

    public Gaussian {
      if (!(variance >= MIN_VARIANCE && variance <= MAX_VARIANCE)) {
        throw new IllegalArgumentException(
            "variance: expected %s to %s, got %s".formatted(MIN_VARIANCE, MAX_VARIANCE, variance));
      }
    }

    @Override
    public String wireName() {
      return NAME;
    }

    @Override
    public LikelihoodRow row(int pixels) {
      return new GaussianRow(pixels, variance);
    }
  }
}
