package dev.surprisal.trainer.network;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The architecture of a variational autoencoder. The two linear layers at its ends, to the
 * posterior's parameters and to the pixels, follow from the rest and are not listed.
 *
 * @param shape of the images
 * @param latent width of the latent space, at least 1
 * @param encoder hidden layers, from the image on
 * @param decoder hidden layers, from the latent point on
 * @param likelihood of a pixel given the decoder's output, as the training begins
 * @param learnedVariance whether the training fits the likelihood's variance too
 */
public record NetworkSpec(
    ImageShape shape,
    int latent,
    List<LayerSpec> encoder,
    List<LayerSpec> decoder,
    Likelihood likelihood,
    boolean learnedVariance) {
  public NetworkSpec {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
    if (latent < 1) {
      throw new IllegalArgumentException("latent: expected at least 1, got " + latent);
    }
    if (learnedVariance && !(likelihood instanceof Likelihood.Gaussian)) {
      throw new IllegalArgumentException(
          "variance: expected a likelihood that has one, got " + likelihood.wireName());
    }
  }

  /** With a likelihood that the training leaves alone. */
  public NetworkSpec(
      ImageShape shape,
      int latent,
      List<LayerSpec> encoder,
      List<LayerSpec> decoder,
      Likelihood likelihood) {
    this(shape, latent, encoder, decoder, likelihood, false);
  }

  public NetworkSpec withLikelihood(Likelihood value, boolean learned) {
    return new NetworkSpec(shape, latent, encoder, decoder, value, learned);
  }

  /** Dense layers of these widths, and the same in reverse order back; Bernoulli likelihood. */
  public static NetworkSpec mlp(
      ImageShape shape, int latent, Activation activation, List<Integer> widths) {
    List<LayerSpec> encoder = new ArrayList<>();
    widths.forEach(width -> encoder.add(new LayerSpec.Dense(width, activation)));
    List<LayerSpec> decoder = new ArrayList<>(encoder);
    Collections.reverse(decoder);
    return new NetworkSpec(shape, latent, encoder, decoder, Likelihood.BERNOULLI);
  }
}
