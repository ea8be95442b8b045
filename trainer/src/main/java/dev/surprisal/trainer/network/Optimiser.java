package dev.surprisal.trainer.network;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.RmsProp;

/** Builds graphs with one updater and one initialisation, and takes steps on them. */
final class Optimiser {
  static final String LOSS = "loss";

  private final StepSize stepSize = new StepSize();
  private final TrainingRule rule;
  private final long seed;

  Optimiser(TrainingRule rule, long seed) {
    this.rule = rule;
    this.seed = seed;
  }

  /** A graph with its input, to which layers can be added. */
  GraphBuilder builder() {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.FLOAT)
            .weightInit(start())
            .updater(updater());
    if (rule.weightDecay() > 0) {
      builder.weightDecay(rule.weightDecay());
    }
    return builder.graphBuilder().addInputs(StackBuilder.INPUT).validateOutputLayerConfig(false);
  }

  private WeightInit start() {
    return switch (rule.start()) {
      case FAN_IN -> WeightInit.UNIFORM;
      case GLOROT -> WeightInit.XAVIER_UNIFORM;
    };
  }

  private IUpdater updater() {
    return switch (rule.updater()) {
      case ADAM -> new FusedAdam(stepSize);
      case RMSPROP -> new RmsProp(stepSize);
    };
  }

  /** Closes the graph with the loss on {@code outputs}. */
  ComputationGraph build(GraphBuilder builder, PixelLoss loss, String outputs) {
    builder.addLayer(LOSS, loss, outputs).setOutputs(LOSS);
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  /**
   * One step.
   *
   * @param x {@code [n, ·]}, row-major
   * @param target {@code [n, ·]}, row-major; may be {@code x}
   */
  void step(ComputationGraph graph, float[] x, float[] target, int n, double learningRate) {
    stepSize.set(learningRate);
    // Dropout draws from the library's one generator; a resumed run must draw the same.
    Nd4j.getRandom().setSeed(seed * 31 + graph.getIterationCount());
    try (INDArray input = array(x, n);
        INDArray labels = x == target ? input : array(target, n)) {
      graph.fit(new INDArray[] {input}, new INDArray[] {labels});
    }
  }

  /** The gradient of a batch's loss, summed over its rows, without a step. */
  INDArray gradient(ComputationGraph graph, float[] x, int n) {
    try (INDArray input = array(x, n)) {
      graph.setInputs(input);
      graph.setLabels(input);
      graph.computeGradientAndScore();
      return graph.gradient().gradient().dup().reshape(graph.numParams());
    }
  }

  /** The last batch's loss, summed over its rows. */
  double loss(ComputationGraph graph) {
    return ((PixelLossLayer) graph.getLayer(LOSS)).nats();
  }

  static INDArray array(float[] values, int rows) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, rows, values.length / rows);
    RowMajor.pointer(array).put(values);
    return array;
  }
}
