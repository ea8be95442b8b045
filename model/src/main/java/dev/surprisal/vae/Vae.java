package dev.surprisal.vae;

import dev.surprisal.image.ImageShape;
import java.util.List;

/**
 * The weights of a variational autoencoder. The encoder has {@code 2·latent} outputs: the
 * posterior's means, then its log-variances. The decoder has one output for each pixel. Immutable;
 * threads can share it. {@link VaePass} is its forward pass.
 *
 * @param shape of the images
 * @param latent dimensions of the latent space
 * @param encoder from {@code pixels} inputs to {@code 2·latent} outputs
 * @param decoder from {@code latent} inputs to {@code pixels} outputs
 * @param likelihood the distribution that the decoder's outputs are parameters of
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
