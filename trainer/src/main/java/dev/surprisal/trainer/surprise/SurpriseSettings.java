package dev.surprisal.trainer.surprise;

import java.util.List;

/**
 * How much is spent on what {@code surprise} needs beside the model of clean images.
 *
 * @param backgroundWidths hidden layers of the background VAE, from the pixels on
 * @param backgroundLatent width of its latent space
 * @param backgroundEpochs epochs of the background VAE
 * @param discriminatorWidths hidden layers of the discriminator
 * @param discriminatorEpochs epochs of the discriminator
 * @param passes over the images in each epoch
 * @param seed of every random choice
 */
public record SurpriseSettings(
    List<Integer> backgroundWidths,
    int backgroundLatent,
    int backgroundEpochs,
    List<Integer> discriminatorWidths,
    int discriminatorEpochs,
    int passes,
    long seed) {
  public SurpriseSettings {
    backgroundWidths = List.copyOf(backgroundWidths);
    discriminatorWidths = List.copyOf(discriminatorWidths);
  }
}
