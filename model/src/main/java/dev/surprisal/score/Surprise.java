package dev.surprisal.score;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.Optional;

/**
 * The parts that the score {@link Score#SURPRISE} needs in addition to the VAE of clean images.
 *
 * @param background a VAE that was fitted on distorted images
 * @param discriminator a network from the pixels to the logit of "distorted"; empty if the
 *     combination does not have {@link Term#DISCRIMINATOR}
 * @param density the density of the {@link Statistics} of clean images
 * @param local what finds damage of a few pixels; empty if the combination does not have {@link
 *     Term#LOCAL}
 * @param nearest where clean images lie in the latent space; empty if the combination does not have
 *     {@link Term#NEAREST}
 * @param sharpness the density of the {@link Sharpness} of clean images; empty if the combination
 *     does not have {@link Term#SHARPNESS}
 * @param combination how the terms are added up
 */
public record Surprise(
    Vae background,
    List<Layer> discriminator,
    GaussianMixture density,
    Optional<LocalResiduals> local,
    Optional<CleanLatents> nearest,
    Optional<GaussianMixture> sharpness,
    Combination combination) {
  /**
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public Surprise {
    discriminator = List.copyOf(discriminator);
    if (!discriminator.isEmpty()) {
      Layer.expectStack("discriminator", discriminator, background.shape().pixels(), 1);
    }
    expectWhereNeeded(combination, Term.DISCRIMINATOR, "layers", !discriminator.isEmpty());
    expectWhereNeeded(combination, Term.LOCAL, "residuals", local.isPresent());
    expectWhereNeeded(combination, Term.NEAREST, "centres", nearest.isPresent());
    expectWhereNeeded(combination, Term.SHARPNESS, "a density", sharpness.isPresent());
    if (local.filter(parts -> !parts.shape().equals(background.shape())).isPresent()) {
      throw new IllegalArgumentException(
          "local: expected residuals of %s, got %s"
              .formatted(background.shape(), local.orElseThrow().shape()));
    }
    expectDimensions("density", Statistics.COUNT, density);
    sharpness.ifPresent(mixture -> expectDimensions("sharpness", Sharpness.COUNT, mixture));
  }

  private static void expectDimensions(String name, int expected, GaussianMixture density) {
    if (density.dimensions() != expected) {
      throw new IllegalArgumentException(
          "%s: expected %d dimensions, got %d".formatted(name, expected, density.dimensions()));
    }
  }

  private static void expectWhereNeeded(
      Combination combination, Term term, String what, boolean given) {
    if (combination.terms().contains(term) != given) {
      throw new IllegalArgumentException(
          "%s: expected %s exactly where the combination has that term"
              .formatted(term.wireName(), what));
    }
  }
}
