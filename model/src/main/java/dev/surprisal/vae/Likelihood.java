package dev.surprisal.vae;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The decoder's distribution over a pixel x in [0, 1]. */
public enum Likelihood {
  /**
   * Bernoulli with the decoder's output as the logit; on grey values the cross-entropy, −Σ x ln p +
   * (1 − x) ln(1 − p).
   */
  BERNOULLI;

  /** As it stands in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Likelihood> ofWireName(String name) {
    return Stream.of(values()).filter(l -> l.wireName().equals(name)).findFirst();
  }
}
