package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that is needed to compute an image's scores. Immutable; threads can share it.
 *
 * @param vae the VAE that was fitted on clean images
 * @param surprise the parts that the score {@link Score#SURPRISE} needs; empty if the model does
 *     not support it
 */
public record Model(Vae vae, Optional<Surprise> surprise) {
  /**
   * @throws IllegalArgumentException if the VAE and the background VAE have different image shapes,
   *     if they have likelihoods of different kinds, or if clean latents lie in a space of another
   *     width
   */
  public Model {
    if (surprise.filter(s -> !s.background().shape().equals(vae.shape())).isPresent()) {
      throw new IllegalArgumentException(
          "background: expected images of %s, got %s"
              .formatted(vae.shape(), surprise.orElseThrow().background().shape()));
    }
    surprise
        .flatMap(Surprise::nearest)
        .filter(nearest -> nearest.latent() != vae.latent())
        .ifPresent(
            nearest -> {
              throw new IllegalArgumentException(
                  "nearest: expected centres of %d values, got %d"
                      .formatted(vae.latent(), nearest.latent()));
            });
    surprise.ifPresent(parts -> expectSameKind(vae.likelihood(), parts.background().likelihood()));
  }

  /** Nats of different kinds do not compare: see docs/adr/0010. */
  private static void expectSameKind(Likelihood clean, Likelihood background) {
    if (clean.kind() != background.kind()) {
      throw new IllegalArgumentException(
          "background: expected the likelihood %s, as of the model of clean images, got %s"
              .formatted(clean.wireName(), background.wireName()));
    }
  }

  /** Height and width of the images. */
  public ImageShape shape() {
    return vae.shape();
  }

  /** The scores that this model can compute. */
  public Set<Score> scores() {
    return surprise.isPresent()
        ? EnumSet.allOf(Score.class)
        : EnumSet.complementOf(EnumSet.of(Score.SURPRISE));
  }

  /** The score that decides by default. */
  public Score bestScore() {
    return surprise.isPresent() ? Score.SURPRISE : Score.ELBO;
  }

  Stream<List<Layer>> networks() {
    Stream<List<Layer>> own = Stream.of(vae.encoder(), vae.decoder());
    Stream<List<Layer>> added =
        surprise.stream()
            .flatMap(
                s ->
                    Stream.of(
                        s.background().encoder(),
                        s.background().decoder(),
                        s.discriminator(),
                        s.local().map(LocalResiduals::autoencoder).orElse(List.of()),
                        s.nearest()
                            .<List<Layer>>map(n -> List.of(n.products()))
                            .orElse(List.of())));
    return Stream.concat(own, added);
  }
}
