package dev.surprisal.trainer;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Activation;
import java.util.List;

/** The architectures that have a name. */
enum Preset {
  /** 400-z-400, ReLU. Source: the basic VAE example of pytorch/examples. */
  MLP_400("mlp-400") {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.RELU, List.of(400));
    }
  };

  private final String wireName;

  Preset(String wireName) {
    this.wireName = wireName;
  }

  abstract NetworkSpec network(ImageShape shape, int latent);

  /** As on the command line. */
  @Override
  public String toString() {
    return wireName;
  }
}
