package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The decoder's distribution over a pixel x in [0, 1]. The mean of every one is p = 1/(1 + e^−l),
 * with the decoder's output l.
 */
public sealed interface Likelihood {
  Likelihood BERNOULLI = new Bernoulli();

  /** The distributions, for switches without a default. */
  enum Kind {
    BERNOULLI,
    GAUSSIAN;

    /** The name in a bundle. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> ofWireName(String name) {
      return Stream.of(values()).filter(kind -> kind.wireName().equals(name)).findFirst();
    }
  }

  Kind kind();

  /** The name in a bundle. */
  String wireName();

  /** A new computation of this likelihood, for images of {@code pixels} pixels. */
  LikelihoodRow row(int pixels);

  /**
   * Bernoulli with the logit l. For grey values, −log p(x) is the cross-entropy −x ln p − (1 − x)
   * ln(1 − p), summed over the pixels.
   */
  record Bernoulli() implements Likelihood {
    @Override
    public Kind kind() {
      return Kind.BERNOULLI;
    }

    @Override
    public String wireName() {
      return kind().wireName();
    }

    @Override
    public LikelihoodRow row(int pixels) {
      return new BernoulliRow(pixels);
    }
  }

  /**
   * A normal distribution with mean p and one variance for all pixels. Source: Kingma and Welling
   * 2013, appendix C.2, with the mean constrained as in section 5 (arXiv:1312.6114).
   *
   * @param variance from {@link #MIN_VARIANCE} to {@link #MAX_VARIANCE}
   */
  record Gaussian(double variance) implements Likelihood {
    /**
     * The square of 2.55 grey values of 255. With a smaller variance, single pixels dominate the
     * likelihood.
     */
    public static final double MIN_VARIANCE = 1e-4;

    /** The largest squared error that values in [0, 1] can have. */
    public static final double MAX_VARIANCE = 1;

    public Gaussian {
      if (!(variance >= MIN_VARIANCE && variance <= MAX_VARIANCE)) {
        throw new IllegalArgumentException(
            "variance: expected %s to %s, got %s".formatted(MIN_VARIANCE, MAX_VARIANCE, variance));
      }
    }

    @Override
    public Kind kind() {
      return Kind.GAUSSIAN;
    }

    @Override
    public String wireName() {
      return kind().wireName();
    }

    @Override
    public LikelihoodRow row(int pixels) {
      return new GaussianRow(pixels, variance);
    }
  }
}
