package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Normalisation, activation and dropout in one layer against DeepLearning4J's one by one. */
class NormalisationTest {
  private static final int INPUTS = 7;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 4;
  private static final int BATCH = 6;

  /** The steps of the running mean and variance stand among the gradients. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void hasTheGradientsOfStockLayers(Activation activation) {
    // Given
    ComputationGraph ours = ours(activation);
    ComputationGraph stock = stock(activation);
    INDArray parameters = Optimiser.array(spread((int) stock.numParams(), 1), 1);
    ours.setParams(parameters);
    stock.setParams(parameters);
    INDArray x = Optimiser.array(spread(BATCH * INPUTS, 2), BATCH);
    INDArray target = Optimiser.array(Randoms.uniform(BATCH * OUTPUTS, 3), BATCH);

    // When
    float[] got = gradient(ours, x, target);

    // Then
    float[] expected = gradient(stock, x, target);
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(got[i]).as("parameter %d", i).isCloseTo(expected[i], within(2e-5f));
    }
  }

  @Test
  void runningStatisticsFollowTheBatchesAsThoseOfStockLayers() {
    // Given
    ComputationGraph ours = ours(Activation.TANH);
    ComputationGraph stock = stock(Activation.TANH);
    stock.setParams(ours.params());
    INDArray x = Optimiser.array(spread(BATCH * INPUTS, 2), BATCH);
    INDArray target = Optimiser.array(Randoms.uniform(BATCH * OUTPUTS, 3), BATCH);

    // When
    new Optimiser(TrainingRule.STANDARD, 1)
        .step(ours, RowMajor.floats(x), RowMajor.floats(target), BATCH, 1e-3);
    stock.fit(new INDArray[] {x}, new INDArray[] {target});

    // Then
    for (String statistic : List.of("mean", "var")) {
      float[] expected = RowMajor.floats(stock.getLayer("norm").getParam(statistic));
      assertThat(RowMajor.floats(ours.getLayer("stack.1").getParam(statistic)))
          .as(statistic)
          .containsExactly(expected, within(1e-6f));
    }
  }

  @Test
  void dropoutLeavesOutItsShareAndKeepsTheMean() {
    // Given
    int n = 2000;
    Normalisation normalisation = new Normalisation(Activation.IDENTITY, HIDDEN, 0.3);
    float[] values = spread(n * HIDDEN, 4);
    float[] gamma = new float[HIDDEN];
    float[] beta = new float[HIDDEN];
    Arrays.fill(beta, 1);

    // When
    normalisation.forward(values, n, gamma, beta, new SplittableRandom(5));

    // Then: gamma 0 and beta 1 make every value 1 before dropout.
    float[] gradient = new float[values.length];
    Arrays.fill(gradient, 1);
    gamma[0] = 0;
    float[] betaGradient = new float[HIDDEN];
    normalisation.backward(gradient, n, gamma, beta, new float[HIDDEN], betaGradient);
    int left = 0;
    float[] sums = new float[HIDDEN];
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isIn(0f, (float) (1 / 0.7));
      left += values[i] == 0 ? 1 : 0;
      sums[i % HIDDEN] += values[i];
    }
    assertThat(left / (double) values.length).isCloseTo(0.3, within(0.02));
    assertThat(betaGradient).as("what was left out gives no gradient").isEqualTo(sums);
  }

  private static ComputationGraph ours(Activation activation) {
    Optimiser optimiser = new Optimiser(TrainingRule.STANDARD, 1);
    var builder = optimiser.builder();
    Stack stack =
        StackBuilder.fromImage(
            builder,
            "stack",
            new ImageShape(1, INPUTS),
            List.of(new LayerSpec.Dense(HIDDEN, activation, true, 0)),
            OUTPUTS);
    return optimiser.build(builder, new PixelLoss(Likelihood.BERNOULLI, false), stack.last());
  }

  private static ComputationGraph stock(Activation activation) {
    IActivation function =
        switch (activation) {
          case IDENTITY -> new ActivationIdentity();
          case RELU -> new ActivationReLU();
          case LEAKY_RELU -> new ActivationLReLU(0.01);
          case TANH -> new ActivationTanH();
        };
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("x")
                .addLayer("hidden", dense(), "x")
                .addLayer(
                    "norm",
                    new BatchNormalization.Builder().nOut(HIDDEN).useLogStd(false).build(),
                    "hidden")
                .addLayer("activation", new ActivationLayer(function), "norm")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.XENT)
                        .nIn(HIDDEN)
                        .nOut(OUTPUTS)
                        .activation(org.nd4j.linalg.activations.Activation.SIGMOID)
                        .build(),
                    "activation")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder()
        .nIn(INPUTS)
        .nOut(HIDDEN)
        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
        .build();
  }

  private static float[] gradient(ComputationGraph graph, INDArray x, INDArray target) {
    graph.setInputs(x);
    graph.setLabels(target);
    graph.computeGradientAndScore();
    return RowMajor.floats(graph.gradient().gradient());
  }

  private static float[] spread(int length, long seed) {
    float[] values = Randoms.uniform(length, seed);
    for (int i = 0; i < length; i++) {
      values[i] = 2 * values[i] - 0.7f;
    }
    return values;
  }
}
