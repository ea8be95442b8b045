package dev.surprisal.score;

import java.util.Locale;

/** The terms of the score {@link Score#SURPRISE}; each grows with strangeness. */
public enum Term {
  /** Negative ELBO in nats: high if the model of clean images cannot reconstruct the image. */
  ELBO("the model of clean images explains it badly"),
  /** Likelihood ratio: high if the background model of distorted images has the higher ELBO. */
  LIKELIHOOD_RATIO("a model of strange images explains it better than the model of clean ones"),
  /** −ln density of the image's {@link Statistics} in nats: high if they are unusual. */
  DENSITY("its ink, contrast or sharpness is unlike that of clean images"),
  /** Logit of a discriminator between clean images and distorted ones. */
  DISCRIMINATOR("it looks like a clean image that was tampered with"),
  /**
   * Largest residual over a small window, beside what is usual there: high if a place is damaged.
   */
  LOCAL("a small place differs from what clean images have there"),
  /** Distance of the latent means to the nearest of the {@link CleanLatents}. */
  NEAREST("no clean image is similar to it as a whole"),
  /** −ln density of the image's {@link Sharpness} in nats: high if it is blurred or grainy. */
  SHARPNESS("it is more blurred or sharper than clean images that show as much");

  private final String inWords;

  Term(String inWords) {
    this.inWords = inWords;
  }

  /** What a high value of this term means, in words for a person. */
  public String inWords() {
    return inWords;
  }

  /** The name in a bundle and in verdicts. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
