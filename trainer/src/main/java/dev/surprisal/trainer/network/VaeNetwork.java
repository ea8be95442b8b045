package dev.surprisal.trainer.network;

import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A variational autoencoder that can be fitted step by step. With one BLAS thread, the same seed
 * and the same batches give the same bits.
 */
public final class VaeNetwork implements AutoCloseable {
  private static final String SAMPLE = "z";

  /** Keeps the logit finite where all images are black, or all white. */
  private static final double DARKEST_MEAN = 0.001;

  private final NetworkSpec spec;
  private final Objective objective;
  private final Optimiser optimiser;
  private final Stack encoder;
  private final Stack decoder;
  private final ComputationGraph graph;
  private final SamplingVertex sampling;

  /**
   * @param seed of the initial weights and of the latent noise
   */
  public VaeNetwork(NetworkSpec spec, TrainingRule rule, long seed) {
    this.spec = spec;
    this.objective = rule.objective();
    this.optimiser = new Optimiser(rule, seed);
    GraphBuilder builder = optimiser.builder();
    this.encoder =
        StackBuilder.fromImage(builder, "encoder", spec.shape(), spec.encoder(), 2 * spec.latent());
    builder.addVertex(SAMPLE, new Sampling(spec.latent(), objective, seed), encoder.last());
    this.decoder =
        StackBuilder.toImage(
            builder, "decoder", SAMPLE, spec.latent(), spec.decoder(), spec.shape());
    PixelLoss loss = new PixelLoss(spec.likelihood(), spec.learnedVariance());
    this.graph = optimiser.build(builder, loss, decoder.last());
    this.sampling = (SamplingVertex) graph.getVertex(SAMPLE);
    if (objective.loss() == Objective.Loss.IWAE) {
      ((PixelLossLayer) graph.getLayer(Optimiser.LOSS)).weighBy(sampling);
    }
  }

  /**
   * Sets the bias of a dense output layer so that the decoder begins with the mean image, which
   * spares the first steps and makes a fixed scene's model right from the start. Other output
   * layers have no bias for each pixel, and stay as they are. Source: the code of Burda, Grosse and
   * Salakhutdinov 2016 (arXiv:1509.00519).
   *
   * @param mean grey value of each pixel, {@code [pixels]}, in [0, 1]
   */
  public void startAtMean(float[] mean) {
    INDArray bias = graph.getLayer(decoder.last()).getParam(DefaultParamInitializer.BIAS_KEY);
    if (bias.length() != mean.length) {
      return;
    }
    float[] logits = new float[mean.length];
    for (int k = 0; k < logits.length; k++) {
      double p = Math.max(DARKEST_MEAN, Math.min(1 - DARKEST_MEAN, mean[k]));
      logits[k] = (float) Math.log(p / (1 - p));
    }
    RowMajor.pointer(bias).put(logits);
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
    sampling.setKlWeight(klWeight);
    optimiser.step(graph, x, x, n, learningRate);
    return lastLoss(n);
  }

  /** The gradient of one batch's objective, summed over its images, without a step. */
  INDArray gradient(float[] x, int n, double klWeight) {
    sampling.setKlWeight(klWeight);
    return optimiser.gradient(graph, x, n);
  }

  /** The loss of the last batch of {@code n} images, per image. */
  BatchLoss lastLoss(int n) {
    double kl = sampling.klNats() / n;
    double loss = optimiser.loss(graph) / n;
    return new BatchLoss(objective.loss() == Objective.Loss.IWAE ? loss - kl : loss, kl);
  }

  /** All weights, as a view. */
  INDArray parameters() {
    return graph.params();
  }

  /** The decoder's outputs at the posterior's means, as the graph itself computes them. */
  float[] logits(float[] x, int n) {
    INDArray input = Optimiser.array(x, n);
    return RowMajor.floats(graph.feedForward(input, false).get(decoder.last()));
  }

  /** All that another process needs to continue the training, bit for bit. */
  public NetworkState state() {
    INDArray updater = graph.getUpdater().getUpdaterStateViewArray();
    return new NetworkState(iteration(), RowMajor.floats(graph.params()), RowMajor.floats(updater));
  }

  /**
   * Replaces weights, updater and step count by a saved state.
   *
   * @throws IllegalArgumentException if the state is another network's
   */
  public void restore(NetworkState state) {
    INDArray updater = graph.getUpdater().getUpdaterStateViewArray();
    state.expectLengths(graph.params().length(), updater.length());
    RowMajor.pointer(graph.params()).put(state.parameters());
    RowMajor.pointer(updater).put(state.updater());
    graph.getConfiguration().setIterationCount(state.iteration());
  }

  /** The current weights, in the scorer's form. */
  public Vae toVae() {
    List<Layer> encoding = new ArrayList<>(encoder.export(graph));
    if (objective.loss() == Objective.Loss.RECONSTRUCTION) {
      encoding.add(withoutVariances((Dense) encoding.remove(encoding.size() - 1)));
    }
    return new Vae(spec.shape(), spec.latent(), encoding, decoder.export(graph), likelihood());
  }

  private Likelihood likelihood() {
    return ((PixelLossLayer) graph.getLayer(Optimiser.LOSS)).likelihood();
  }

  /** A plain autoencoder never fits its log-variances: they are set to that of the prior, 0. */
  private static Dense withoutVariances(Dense last) {
    float[] weights = last.weights();
    float[] bias = last.bias();
    int outputs = last.outputs();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % outputs < outputs / 2 ? weights[i] : 0;
    }
    for (int i = outputs / 2; i < outputs; i++) {
      bias[i] = 0;
    }
    return new Dense(last.inputs(), outputs, last.activation(), weights, bias);
  }

  @Override
  public void close() {
    graph.close();
  }
}
