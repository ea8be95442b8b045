package dev.surprisal.trainer.network;

import dev.surprisal.vae.Vae;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A variational autoencoder that can be fitted step by step. With one BLAS thread, the same seed
 * and the same batches give the same bits.
 */
public final class VaeNetwork implements AutoCloseable {
  private static final String SAMPLE = "z";

  private final NetworkSpec spec;
  private final Optimiser optimiser = new Optimiser();
  private final Stack encoder;
  private final Stack decoder;
  private final ComputationGraph graph;
  private final SamplingVertex sampling;

  /**
   * @param seed of the initial weights and of the latent noise
   */
  public VaeNetwork(NetworkSpec spec, long seed) {
    this.spec = spec;
    GraphBuilder builder = optimiser.builder(seed);
    int pixels = spec.shape().pixels();
    this.encoder =
        Stack.add(builder, "encoder", Stack.INPUT, pixels, spec.encoder(), 2 * spec.latent());
    builder.addVertex(SAMPLE, new Sampling(spec.latent(), seed), encoder.last());
    this.decoder = Stack.add(builder, "decoder", SAMPLE, spec.latent(), spec.decoder(), pixels);
    this.graph = optimiser.build(builder, decoder.last());
    this.sampling = (SamplingVertex) graph.getVertex(SAMPLE);
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

  /** What the last batch of {@code n} cost. */
  BatchLoss lastLoss(int n) {
    return new BatchLoss(optimiser.loss(graph) / n, sampling.klNats() / n);
  }

  /** All weights, as a view. */
  INDArray parameters() {
    return graph.params();
  }

  /** The weights as they stand, in the scorer's form. */
  public Vae toVae() {
    return new Vae(
        spec.shape(),
        spec.latent(),
        encoder.export(graph),
        decoder.export(graph),
        spec.likelihood());
  }

  @Override
  public void close() {
    graph.close();
  }
}
