package dev.surprisal.trainer.network;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** From the pixels to the logit of "strange", fitted step by step by logistic regression's loss. */
public final class DiscriminatorNetwork implements AutoCloseable {
  private final Optimiser optimiser;
  private final Stack stack;
  private final ComputationGraph graph;

  /**
   * @param hidden layers between the pixels and the logit
   * @param seed of the initial weights
   */
  public DiscriminatorNetwork(ImageShape shape, List<LayerSpec> hidden, long seed) {
    this.optimiser = new Optimiser(TrainingRule.STANDARD, seed);
    GraphBuilder builder = optimiser.builder();
    this.stack = StackBuilder.fromImage(builder, "discriminator", shape, hidden, 1);
    this.graph = optimiser.build(builder, new PixelLoss(Likelihood.BERNOULLI, false), stack.last());
  }

  /** Steps taken so far. */
  public int iteration() {
    return graph.getIterationCount();
  }

  /**
   * One step of the optimiser.
   *
   * @param x {@code [n, pixels]}, row-major, in [0, 1]
   * @param strange {@code [n]}: 1 where strange, 0 where not
   * @return mean cross-entropy before the step, in nats
   */
  public double fit(float[] x, float[] strange, int n, double learningRate) {
    optimiser.step(graph, x, strange, n, learningRate);
    return optimiser.loss(graph) / n;
  }

  /** The current weights, in the scorer's form. */
  public List<Layer> toLayers() {
    return stack.export(graph);
  }

  @Override
  public void close() {
    graph.close();
  }
}
