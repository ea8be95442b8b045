package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The whole network's gradient against central differences of the objective that it reports. */
class NetworkGradientTest {
  private static final int BATCH = 3;
  private static final double STEP = 1e-2;

  static Stream<Arguments> networks() {
    NetworkSpec dense = NetworkSpec.mlp(new ImageShape(2, 3), 2, Activation.TANH, List.of(4));
    NetworkSpec convolutions =
        new NetworkSpec(
            new ImageShape(5, 4),
            2,
            List.of(
                new LayerSpec.Convolution(2, 3, 2, Activation.TANH),
                new LayerSpec.Convolution(3, 3, 2, Activation.TANH)),
            List.of(
                new LayerSpec.Dense(2 * 3, Activation.TANH),
                new LayerSpec.TransposedConvolution(2, 3, 2, Activation.TANH),
                new LayerSpec.TransposedConvolution(2, 3, 2, Activation.TANH)),
            Likelihood.BERNOULLI);
    NetworkSpec gaussian = dense.withLikelihood(new Likelihood.Gaussian(0.1), false);
    NetworkSpec learned = dense.withLikelihood(new Likelihood.Gaussian(0.1), true);
    return Stream.of(
        Arguments.of(gaussian, Objective.ELBO, 1.0),
        Arguments.of(gaussian, Objective.iwae(3), 1.0),
        Arguments.of(learned, Objective.ELBO, 0.3),
        Arguments.of(learned, Objective.RECONSTRUCTION, 1.0),
        Arguments.of(learned, Objective.iwae(3), 1.0),
        Arguments.of(dense, Objective.ELBO, 1.0),
        Arguments.of(dense, Objective.ELBO, 0.3),
        Arguments.of(dense, Objective.RECONSTRUCTION, 1.0),
        Arguments.of(dense, Objective.iwae(1), 1.0),
        Arguments.of(dense, Objective.iwae(4), 1.0),
        Arguments.of(dense, Objective.iwae(4), 0.5),
        Arguments.of(convolutions, Objective.ELBO, 1.0),
        Arguments.of(convolutions, Objective.iwae(2), 1.0));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientIsThatOfTheObjective(NetworkSpec spec, Objective objective, double klWeight) {
    // Given
    float[] x = Randoms.uniform(BATCH * spec.shape().pixels(), 5);
    TrainingRule rule =
        new TrainingRule(objective, TrainingRule.Start.FAN_IN, TrainingRule.Updater.ADAM, 0);
    try (VaeNetwork network = new VaeNetwork(spec, rule, 3)) {
      spread(network.parameters());
      if (spec.learnedVariance()) {
        network.parameters().putScalar(network.parameters().length() - 1, Math.log(0.2));
      }

      // When
      INDArray gradient = network.gradient(x, BATCH, klWeight);

      // Then
      INDArray parameters = network.parameters();
      for (long i = 0; i < parameters.length(); i++) {
        float value = parameters.getFloat(i);
        parameters.putScalar(i, value + STEP);
        double above = objective(network, x, objective, klWeight);
        parameters.putScalar(i, value - STEP);
        double below = objective(network, x, objective, klWeight);
        parameters.putScalar(i, value);
        double expected = (above - below) / (2 * STEP);
        assertThat(gradient.getDouble(i))
            .as("parameter %d", i)
            .isCloseTo(expected, within(4e-3 + 4e-3 * Math.abs(expected)));
      }
    }
  }

  /** Biases too begin away from zero. */
  private static void spread(INDArray parameters) {
    SplittableRandom random = new SplittableRandom(8);
    for (long i = 0; i < parameters.length(); i++) {
      parameters.putScalar(i, 0.4 * random.nextGaussian());
    }
  }

  /** The noise depends on the iteration alone, so that each look sees the same draws. */
  private static double objective(
      VaeNetwork network, float[] x, Objective objective, double klWeight) {
    network.gradient(x, BATCH, klWeight);
    BatchLoss loss = network.lastLoss(BATCH);
    return objective.loss() == Objective.Loss.IWAE
        ? BATCH * loss.elboNats()
        : BATCH * (loss.reconstructionNats() + klWeight * loss.klNats());
  }
}
