package dev.surprisal.trainer;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.detection.SurpriseFit;
import dev.surprisal.trainer.detection.SurpriseSettings;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.InputTransform;
import dev.surprisal.trainer.fit.LearningRate;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Activation;
import java.util.List;
import java.util.Optional;

/** The architectures that have a name. */
enum Preset {
  /** 400-z-400, ReLU. Source: the basic VAE example of pytorch/examples. */
  MLP_400("mlp-400") {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.RELU, List.of(400));
    }
  },
  /** What to ship: 500-200-z-200-500 with all that the score {@code surprise} needs. */
  BEST("best") {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.RELU, List.of(500, 200));
    }

    @Override
    int epochs() {
      return 20;
    }

    @Override
    InputTransform inputs() {
      return SurpriseFit.mild();
    }

    @Override
    FitSettings settings(FitSettings given) {
      double first = given.learningRate().first();
      return given.withLearningRate(LearningRate.cosine(first, Math.min(2e-5, first)));
    }

    @Override
    Optional<SurpriseSettings> surprise(int epochs, long seed) {
      int background = (3 * epochs + 4) / 5;
      return Optional.of(
          new SurpriseSettings(List.of(500, 200), 40, background, List.of(400, 200), epochs, seed));
    }
  };

  private final String wireName;

  Preset(String wireName) {
    this.wireName = wireName;
  }

  abstract NetworkSpec network(ImageShape shape, int latent);

  /** Passes over the images unless the user says otherwise. */
  int epochs() {
    return 10;
  }

  /** How the network is shown its images. */
  InputTransform inputs() {
    return InputTransform.UNIT;
  }

  /** The optimiser's settings, given the user's. */
  FitSettings settings(FitSettings given) {
    return given;
  }

  /** What is fitted beside the network for the score {@code surprise}. */
  Optional<SurpriseSettings> surprise(int epochs, long seed) {
    return Optional.empty();
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return wireName;
  }
}
