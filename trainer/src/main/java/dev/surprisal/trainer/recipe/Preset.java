package dev.surprisal.trainer.recipe;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.LearningRate;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.network.TrainingRule;
import dev.surprisal.trainer.network.TrainingRule.Start;
import dev.surprisal.trainer.network.TrainingRule.Updater;
import dev.surprisal.trainer.surprise.SurpriseSettings;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Architectures with a name, each with default settings: those of its source where one is named,
 * our own for {@link #MLP_500_200}, {@link #MLP_BN}, {@link #SINGLE_HIDDEN}, {@link #AUTOENCODER}
 * and {@link #BEST}.
 */
public enum Preset {
  /** 400-z-400, ReLU. Source: the basic VAE example of pytorch/examples. */
  MLP_400("mlp-400", 20) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.RELU, List.of(400));
    }
  },
  /** 500-200-z-200-500, ReLU. */
  MLP_500_200("mlp-500-200", 20) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.RELU, List.of(500, 200));
    }
  },
  /** Two convolutions and back, on binary pixels. Source: TensorFlow's tutorial "CVAE". */
  CONV("conv", 2) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      int smallest = quarter(shape.height()) * quarter(shape.width());
      return new NetworkSpec(
          shape,
          latent,
          List.of(
              new LayerSpec.Convolution(32, 3, 2, Activation.RELU),
              new LayerSpec.Convolution(64, 3, 2, Activation.RELU)),
          List.of(
              new LayerSpec.Dense(smallest * 32, Activation.RELU),
              new LayerSpec.TransposedConvolution(64, 3, 2, Activation.RELU),
              new LayerSpec.TransposedConvolution(32, 3, 2, Activation.RELU)),
          Likelihood.BERNOULLI);
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults()
          .withBatch(32)
          .withLearningRate(LearningRate.constant(1e-4))
          .withRule(new TrainingRule(Objective.iwae(1), Start.GLOROT, Updater.ADAM, 0));
    }

    @Override
    public Binarize binarize() {
      return Binarize.THRESHOLD;
    }
  },
  /** 256-128-z-128-256 with batch normalisation and dropout, leaky ReLU in the decoder. */
  MLP_BN("mlp-bn", 2) {
    private static final double DROPOUT = 0.3;

    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return new NetworkSpec(
          shape,
          latent,
          List.of(
              new LayerSpec.Dense(256, Activation.RELU, true, DROPOUT),
              new LayerSpec.Dense(128, Activation.RELU, true, DROPOUT)),
          List.of(
              new LayerSpec.Dense(128, Activation.LEAKY_RELU, true, DROPOUT),
              new LayerSpec.Dense(256, Activation.LEAKY_RELU, true, DROPOUT)),
          Likelihood.BERNOULLI);
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults()
          .withEpochs(20)
          .withBatch(500)
          .withLearningRate(LearningRate.plateau(1e-3));
    }
  },
  /** One hidden layer of 400 each way, tanh. */
  SINGLE_HIDDEN("single-hidden", 20) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.TANH, List.of(400));
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults().withEpochs(20);
    }
  },
  /** 500-200-z-200-500 without any randomness: scored by its reconstruction error. */
  AUTOENCODER("autoencoder", 20) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return MLP_500_200.network(shape, latent);
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults()
          .withRule(new TrainingRule(Objective.RECONSTRUCTION, Start.FAN_IN, Updater.ADAM, 0));
    }

    @Override
    public Optional<Score> score() {
      return Optional.of(Score.RECONSTRUCTION);
    }
  },
  /** Two layers of 200 each way, tanh, z 50. Source: Burda et al. 2016, section 5. */
  STOCHASTIC_200("stochastic-200", 50) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return NetworkSpec.mlp(shape, latent, Activation.TANH, Collections.nCopies(2, 200));
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults()
          .withEpochs(100)
          .withBatch(20)
          .withLearningRate(LearningRate.cosine(1e-3, 2e-5))
          .withRule(new TrainingRule(Objective.ELBO, Start.GLOROT, Updater.ADAM, 0));
    }

    @Override
    public Binarize binarize() {
      return Binarize.DYNAMIC;
    }
  },
  /** What to ship: 500-200-z-200-500 with all that the score {@code surprise} needs. */
  BEST("best", 20) {
    @Override
    NetworkSpec network(ImageShape shape, int latent) {
      return MLP_500_200.network(shape, latent);
    }

    @Override
    public FitSettings settings() {
      return FitSettings.defaults()
          .withEpochs(20)
          .withLearningRate(LearningRate.cosine(1e-3, 2e-5));
    }

    @Override
    public boolean augment() {
      return true;
    }

    @Override
    public Optional<SurpriseSettings> surprise(FitSettings settings) {
      int epochs = settings.epochs();
      int background = (3 * epochs + 4) / 5;
      return Optional.of(
          new SurpriseSettings(
              List.of(200),
              40,
              background,
              List.of(400, 200),
              epochs,
              settings.passes(),
              settings.seed()));
    }
  };

  private final String wireName;
  private final int latent;

  Preset(String wireName, int latent) {
    this.wireName = wireName;
    this.latent = latent;
  }

  abstract NetworkSpec network(ImageShape shape, int latent);

  /** Width of the latent space unless the user gives another. */
  public int latent() {
    return latent;
  }

  /** Settings of the fit unless the user gives others. */
  public FitSettings settings() {
    return FitSettings.defaults();
  }

  public Binarize binarize() {
    return Binarize.NONE;
  }

  /** Whether images are shifted and turned a little as they are shown. */
  public boolean augment() {
    return false;
  }

  /** The score to decide by, where it is not the model's best. */
  public Optional<Score> score() {
    return Optional.empty();
  }

  /**
   * What is fitted beside the network for the score {@code surprise}.
   *
   * @param settings of the network's own fit
   */
  public Optional<SurpriseSettings> surprise(FitSettings settings) {
    return Optional.empty();
  }

  private static int quarter(int side) {
    return (side + 3) / 4;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return wireName;
  }
}
