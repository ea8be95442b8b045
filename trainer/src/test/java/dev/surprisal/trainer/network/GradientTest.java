package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The layers of our own against DeepLearning4J's, and the sampling vertex against differences. */
class GradientTest {
  private static final int INPUTS = 7;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 4;
  private static final int BATCH = 6;

  static Stream<LayerSpec.Dense> hiddenLayers() {
    return Stream.of(Activation.values())
        .flatMap(
            activation ->
                Stream.of(
                    new LayerSpec.Dense(HIDDEN, activation),
                    new LayerSpec.Dense(HIDDEN, activation, true, 0)));
  }

  /** The steps of a normalisation's running mean and variance stand among the gradients. */
  @ParameterizedTest
  @MethodSource("hiddenLayers")
  void denseStackHasTheGradientsOfStockLayers(LayerSpec.Dense hidden) {
    // Given
    ComputationGraph ours = ours(hidden);
    ComputationGraph stock = stock(hidden);
    INDArray parameters = random(1, (int) stock.numParams(), 0.5f);
    ours.setParams(parameters);
    stock.setParams(parameters);
    INDArray x = random(BATCH, INPUTS, 1);
    INDArray target = Nd4j.rand(DataType.FLOAT, BATCH, OUTPUTS);

    // When
    INDArray got = gradient(ours, x, target);

    // Then
    INDArray expected = gradient(stock, x, target);
    for (long i = 0; i < expected.length(); i++) {
      assertThat(got.getFloat(i))
          .as("parameter %d", i)
          .isCloseTo(expected.getFloat(i), within(2e-5f));
    }
  }

  @Test
  void runningStatisticsFollowTheBatchesAsThoseOfStockLayers() {
    // Given
    LayerSpec.Dense hidden = new LayerSpec.Dense(HIDDEN, Activation.TANH, true, 0);
    ComputationGraph ours = ours(hidden);
    ComputationGraph stock = stock(hidden);
    stock.setParams(ours.params());
    float[] x = RowMajor.floats(random(BATCH, INPUTS, 1));
    float[] target = Randoms.uniform(BATCH * OUTPUTS, 3);

    // When
    new Optimiser(TrainingRule.STANDARD, 1).step(ours, x, target, BATCH, 1e-3);
    stock.fit(
        new INDArray[] {Optimiser.array(x, BATCH)},
        new INDArray[] {Optimiser.array(target, BATCH)});

    // Then
    for (String statistic : List.of("mean", "var")) {
      float[] expected = RowMajor.floats(stock.getLayer("norm").getParam(statistic));
      assertThat(RowMajor.floats(ours.getLayer("stack.1").getParam(statistic)))
          .as(statistic)
          .containsExactly(expected, within(1e-6f));
    }
  }

  @Test
  void eachPassOfATrainingDropsOthers() {
    ComputationGraph ours = ours(new LayerSpec.Dense(HIDDEN, Activation.TANH, true, 0.5));
    INDArray x = random(BATCH, INPUTS, 1);

    float[] first = RowMajor.floats(ours.feedForward(x, true).get("stack.1"));
    float[] second = RowMajor.floats(ours.feedForward(x, true).get("stack.1"));

    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void reconstructionIsTheCrossEntropyInNats() {
    // Given
    ComputationGraph ours = ours(new LayerSpec.Dense(HIDDEN, Activation.RELU));
    INDArray x = random(BATCH, INPUTS, 1);
    INDArray target = Nd4j.rand(DataType.FLOAT, BATCH, OUTPUTS);
    INDArray p = sigmoidOf(ours, x);

    // When
    gradient(ours, x, target);

    // Then
    double expected = 0;
    for (long i = 0; i < p.length(); i++) {
      double t = target.getDouble(i);
      expected -= t * Math.log(p.getDouble(i)) + (1 - t) * Math.log(1 - p.getDouble(i));
    }
    double got = ((PixelLossLayer) ours.getLayer(Optimiser.LOSS)).nats();
    assertThat(got).isCloseTo(expected, within(1e-4));
  }

  private static ComputationGraph ours(LayerSpec.Dense hidden) {
    Optimiser optimiser = new Optimiser(TrainingRule.STANDARD, 1);
    GraphBuilder builder = optimiser.builder();
    Stack stack =
        StackBuilder.fromImage(
            builder, "stack", new ImageShape(1, INPUTS), List.of(hidden), OUTPUTS);
    return optimiser.build(builder, new PixelLoss(Likelihood.BERNOULLI, false), stack.last());
  }

  private static ComputationGraph stock(LayerSpec.Dense hidden) {
    IActivation activation =
        switch (hidden.activation()) {
          case IDENTITY -> new ActivationIdentity();
          case RELU -> new ActivationReLU();
          case LEAKY_RELU -> new ActivationLReLU(0.01);
          case TANH -> new ActivationTanH();
        };
    DenseLayer.Builder dense = new DenseLayer.Builder().nIn(INPUTS).nOut(HIDDEN);
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("x")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.XENT)
                    .nIn(HIDDEN)
                    .nOut(OUTPUTS)
                    .activation(new ActivationSigmoid())
                    .build(),
                "activation")
            .setOutputs("out");
    if (hidden.batchNorm()) {
      builder
          .addLayer("hidden", dense.activation(new ActivationIdentity()).build(), "x")
          .addLayer(
              "norm",
              new BatchNormalization.Builder().nOut(HIDDEN).useLogStd(false).build(),
              "hidden")
          .addLayer("activation", new ActivationLayer(activation), "norm");
    } else {
      builder.addLayer("activation", dense.activation(activation).build(), "x");
    }
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private static INDArray gradient(ComputationGraph graph, INDArray x, INDArray target) {
    graph.setInputs(x);
    graph.setLabels(target);
    graph.computeGradientAndScore();
    return graph.gradient().gradient().dup().reshape(graph.numParams());
  }

  private static INDArray sigmoidOf(ComputationGraph graph, INDArray x) {
    INDArray logits = graph.feedForward(x, false).get("stack.1");
    return org.nd4j.linalg.ops.transforms.Transforms.sigmoid(logits);
  }

  private static INDArray random(int rows, int columns, float scale) {
    SplittableRandom random = new SplittableRandom(rows * 31L + columns);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return Nd4j.createFromArray(values).reshape(rows, columns);
  }
}
