package dev.surprisal.score;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.List;

/**
 * What the score {@link Score#SURPRISE} needs beside the model of clean images.
 *
 * @param background a VAE of images that were made strange
 * @param discriminator from the pixels to the logit of "strange"; no layers where there is none
 * @param density over {@link Statistics} of clean images
 * @param combination of the terms
 */
public record Surprise(
    Vae background, List<Layer> discriminator, GaussianMixture density, Combination combination) {
  public Surprise {
    discriminator = List.copyOf(discriminator);
    boolean needed = combination.terms().contains(Term.DISCRIMINATOR);
    if (needed == discriminator.isEmpty()) {
      throw new IllegalArgumentException(
          "discriminator: expected layers exactly where the combination has that term");
    }
    if (needed) {
      Layer.expectStack("discriminator", discriminator, background.shape().pixels(), 1);
    }
    if (density.dimensions() != Statistics.COUNT) {
      throw new IllegalArgumentException(
          "density: expected %d dimensions, got %d"
              .formatted(Statistics.COUNT, density.dimensions()));
    }
  }
}
