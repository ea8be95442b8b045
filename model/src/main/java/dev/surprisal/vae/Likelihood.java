package dev.surprisal.vae;

/** The decoder's distribution over a pixel x in [0, 1]. */
public enum Likelihood {
  /**
   * Bernoulli with the decoder's output as the logit; on grey values the cross-entropy, −Σ x ln p +
   * (1 − x) ln(1 − p).
   */
  BERNOULLI
}
