package dev.surprisal.trainer.network;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configures {@link SamplingVertex}. */
final class Sampling extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final int latent;
  private final transient Objective objective;
  private final long seed;

  Sampling(int latent, Objective objective, long seed) {
    this.latent = latent;
    this.objective = objective;
    this.seed = seed;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    return new SamplingVertex(graph, name, index, latent, objective, seed);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return InputType.feedForward(latent);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    throw new UnsupportedOperationException("no memory report");
  }

  @Override
  public GraphVertex clone() {
    return new Sampling(latent, objective, seed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sampling sampling
        && latent == sampling.latent
        && objective.equals(sampling.objective)
        && seed == sampling.seed;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * seed + latent);
  }
}
