package dev.surprisal.score;

import java.util.Locale;

/** What the {@link Score#SURPRISE} of an image is made of; each grows with strangeness. */
public enum Term {
  /** Negative ELBO: the model cannot explain the image. */
  ELBO("the model of clean images explains it badly"),
  /** Likelihood ratio: a background model of strange images explains it better. */
  LIKELIHOOD_RATIO("a model of strange images explains it better than the model of clean ones"),
  /** Density of the image's statistics: amount of ink, its place, how sure the model is. */
  DENSITY("its ink, contrast or sharpness is unlike that of clean images"),
  /** Discriminator between clean images and images made strange from them. */
  DISCRIMINATOR("it looks like a clean image that was tampered with");

  private final String inWords;

  Term(String inWords) {
    this.inWords = inWords;
  }

  /** What it means that this term drove an alarm. */
  public String inWords() {
    return inWords;
  }

  /** As it stands in a bundle. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
