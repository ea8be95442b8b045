package dev.surprisal.score;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A measure of strangeness. Every one grows with strangeness and is a function of the bytes. */
public enum Score {
  /**
   * The VAE's likelihood weighed against a background model's, and the density of a few statistics
   * of the image: strange is what the model explains badly, what a model of strange images explains
   * better, or what is blank, dim or cut although a likelihood calls it normal.
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
   * Negative importance-weighted bound in nats, of draws seeded by the image's bytes. Source:
   * Burda, Grosse and Salakhutdinov 2016, equation 8 (arXiv:1509.00519).
   */
  IWAE;

  /** As it stands on the command line and in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Score> ofWireName(String name) {
    return Stream.of(values()).filter(score -> score.wireName().equals(name)).findFirst();
  }
}
