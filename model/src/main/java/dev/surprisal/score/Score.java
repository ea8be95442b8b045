package dev.surprisal.score;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The scores of an image. Each grows with strangeness, and depends on the image's pixels alone. */
public enum Score {
  /**
   * Combination of up to four {@link Term}s: the negative ELBO, the likelihood ratio to a
   * background model of strange images, the density of the image's {@link Statistics}, and a
   * discriminator's logit. It also finds blank, dim and cut images, to which a likelihood alone
   * gives normal scores. No unit.
   */
  SURPRISE,
  /**
   * Negative evidence lower bound in nats, reconstruction error + KL, z at the posterior's mean.
   * Source: Kingma and Welling 2013, equation 3 (arXiv:1312.6114).
   */
  ELBO,
  /** −log p(x|z) in nats, z at the posterior's mean. */
  RECONSTRUCTION,
  /** Mean squared error between the image in [0, 1] and its reconstruction. */
  MSE,
  /** KL(q(z|x) || p(z)) in nats, closed form. */
  KL,
  /**
   * Negative importance-weighted bound on log p(x) in nats. Its draws are seeded with the image's
   * pixels, so that equal images have equal scores. Source: Burda, Grosse and Salakhutdinov 2016,
   * equation 8 (arXiv:1509.00519).
   */
  IWAE;

  /** The name on the command line and in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Score> ofWireName(String name) {
    return Stream.of(values()).filter(score -> score.wireName().equals(name)).findFirst();
  }
}
