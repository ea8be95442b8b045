package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Likelihood;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  @ParameterizedTest
  @EnumSource(Activation.class)
  void denseStackHasTheGradientsOfStockLayers(Activation activation) {
    // Given
    ComputationGraph ours = ours(activation);
    ComputationGraph stock = stock(activation);
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
      assertThat(got.getFloat(i)).isCloseTo(expected.getFloat(i), within(2e-5f));
    }
  }

  @Test
  void reconstructionIsTheCrossEntropyInNats() {
    // Given
    ComputationGraph ours = ours(Activation.RELU);
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

  private static ComputationGraph ours(Activation activation) {
    Optimiser optimiser = new Optimiser(TrainingRule.STANDARD, 1);
    GraphBuilder builder = optimiser.builder();
    Stack stack =
        StackBuilder.fromImage(
            builder,
            "stack",
            new ImageShape(1, INPUTS),
            List.of(new LayerSpec.Dense(HIDDEN, activation)),
            OUTPUTS);
    return optimiser.build(builder, new PixelLoss(Likelihood.BERNOULLI, false), stack.last());
  }

  private static ComputationGraph stock(Activation activation) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("x")
                .addLayer(
                    "hidden",
                    new DenseLayer.Builder()
                        .nIn(INPUTS)
                        .nOut(HIDDEN)
                        .activation(
                            switch (activation) {
                              case IDENTITY -> org.nd4j.linalg.activations.Activation.IDENTITY;
                              case RELU -> org.nd4j.linalg.activations.Activation.RELU;
                              case LEAKY_RELU -> org.nd4j.linalg.activations.Activation.LEAKYRELU;
                              case TANH -> org.nd4j.linalg.activations.Activation.TANH;
                            })
                        .build(),
                    "x")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.XENT)
                        .nIn(HIDDEN)
                        .nOut(OUTPUTS)
                        .activation(org.nd4j.linalg.activations.Activation.SIGMOID)
                        .build(),
                    "hidden")
                .setOutputs("out")
                .build());
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
