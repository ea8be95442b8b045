package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A variational autoencoder that can be fitted step by step. With one BLAS thread, the same seed
 * and the same batches give the same bits.
 */
public final class VaeNetwork implements AutoCloseable {
  private static final String INPUT = "image";
  private static final String SAMPLE = "z";
  private static final String LOSS = "loss";

  private final NetworkSpec spec;
  private final StepSize stepSize = new StepSize();
  private final List<String> encoderNames = new ArrayList<>();
  private final List<String> decoderNames = new ArrayList<>();
  private final ComputationGraph graph;
  private final SamplingVertex sampling;
  private final PixelLossLayer loss;

  /**
   * @param seed of the initial weights and of the latent noise
   */
  public VaeNetwork(NetworkSpec spec, long seed) {
    this.spec = spec;
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.XAVIER)
            .updater(new Adam(stepSize))
            .graphBuilder()
            .addInputs(INPUT);
    int pixels = spec.shape().pixels();
    String posterior =
        chain(builder, encoderNames, "encoder", INPUT, pixels, spec.encoder(), 2 * spec.latent());
    builder.addVertex(SAMPLE, new Sampling(spec.latent(), seed), posterior);
    String logits =
        chain(builder, decoderNames, "decoder", SAMPLE, spec.latent(), spec.decoder(), pixels);
    builder.addLayer(LOSS, new PixelLoss(), logits).setOutputs(LOSS);
    builder.validateOutputLayerConfig(false);
    this.graph = new ComputationGraph(builder.build());
    graph.init();
    this.sampling = (SamplingVertex) graph.getVertex(SAMPLE);
    this.loss = (PixelLossLayer) graph.getLayer(LOSS);
  }

  private static String chain(
      GraphBuilder builder,
      List<String> names,
      String stack,
      String from,
      int inputs,
      List<LayerSpec> hidden,
      int outputs) {
    List<LayerSpec> layers = new ArrayList<>(hidden);
    layers.add(new LayerSpec.Dense(outputs, Activation.IDENTITY));
    String input = from;
    int width = inputs;
    for (LayerSpec layer : layers) {
      LayerSpec.Dense dense = (LayerSpec.Dense) layer;
      String name = stack + "." + names.size();
      boolean first = input.equals(INPUT);
      builder.addLayer(
          name, new FastDense(width, dense.outputs(), dense.activation(), first), input);
      names.add(name);
      input = name;
      width = dense.outputs();
    }
    return input;
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** Steps taken so far. */
  public int iteration() {
    return graph.getIterationCount();
  }

  /**
   * One step of the optimiser.
   *
   * @param x {@code [n, pixels]}, row-major, in [0, 1]
   * @param learningRate of this step
   * @param klWeight of the KL in the objective; 1 is the evidence lower bound
   */
  public BatchLoss fit(float[] x, int n, double learningRate, double klWeight) {
    stepSize.set(learningRate);
    sampling.setKlWeight(klWeight);
    INDArray batch = Nd4j.createUninitialized(DataType.FLOAT, n, spec.shape().pixels());
    RowMajor.pointer(batch).put(x, 0, n * spec.shape().pixels());
    INDArray[] arrays = {batch};
    graph.fit(arrays, arrays);
    batch.close();
    return new BatchLoss(loss.reconstructionNats() / n, sampling.klNats() / n);
  }

  /** The weights as they stand, in the scorer's form. */
  public Vae toVae() {
    return new Vae(
        spec.shape(), spec.latent(), export(encoderNames), export(decoderNames), spec.likelihood());
  }

  private List<Dense> export(List<String> names) {
    List<Dense> layers = new ArrayList<>();
    for (String name : names) {
      Layer layer = graph.getLayer(name);
      FastDense dense = (FastDense) layer.conf().getLayer();
      layers.add(
          new Dense(
              (int) dense.getNIn(),
              (int) dense.getNOut(),
              dense.activation(),
              RowMajor.floats(layer.getParam(WEIGHT_KEY)),
              RowMajor.floats(layer.getParam(BIAS_KEY))));
    }
    return layers;
  }

  @Override
  public void close() {
    graph.close();
  }
}
