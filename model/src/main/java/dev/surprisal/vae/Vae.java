package dev.surprisal.vae;

import dev.surprisal.image.ImageShape;
import java.util.List;

/**
 * The weights of a variational autoencoder. The encoder ends in {@code 2·latent} outputs: the
 * posterior's means, then its log-variances. The decoder goes from {@code latent} to one output a
 * pixel. Immutable and shared; {@link VaePass} computes with it.
 *
 * @param encoder from {@code pixels} to {@code 2·latent}
 * @param decoder from {@code latent} to {@code pixels}
 * @param likelihood what the decoder's outputs mean
 */
public record Vae(
    ImageShape shape, int latent, List<Layer> encoder, List<Layer> decoder, Likelihood likelihood) {

  /**
   * @throws IllegalArgumentException if the layers do not fit together
   */
  public Vae {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
    Layer.expectStack("encoder", encoder, shape.pixels(), 2 * latent);
    Layer.expectStack("decoder", decoder, latent, shape.pixels());
  }
}
