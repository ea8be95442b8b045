package dev.surprisal.score;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A measure of strangeness. Every one grows with strangeness and is a function of the bytes. */
public enum Score {
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
  KL;

  /** As it stands on the command line and in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Score> ofWireName(String name) {
    return Stream.of(values()).filter(score -> score.wireName().equals(name)).findFirst();
  }
}
