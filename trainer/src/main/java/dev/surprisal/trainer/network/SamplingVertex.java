package dev.surprisal.trainer.network;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From the posterior's parameters, {@code [batch, 2·latent]} (means, then log-variances), to latent
 * points, {@code [batch·samples, latent]}, each image's after one another: {@code z = μ + e^(½ log
 * σ²)·ε} in training, {@code z = μ} otherwise. Source: Kingma and Welling 2013, section 2.4
 * (arXiv:1312.6114).
 *
 * <p>Its backward pass adds the objective's own gradient with respect to μ and σ: the KL
 * divergence's gradient in closed form, or, for the importance-weighted bound, that of each draw's
 * {@code log q(z|x) − log p(z)}, weighted as the loss has weighted the draw.
 *
 * <p>The noise is a function of the seed and the iteration alone, so that a resumed run draws what
 * an uninterrupted one would have drawn.
 */
// The base class narrows a varargs method of its interface; nothing here does.
@SuppressWarnings("overrides")
final class SamplingVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  /** Spreads neighbouring iterations over the generator's seeds. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int latent;
  private final transient Objective objective;
  private final long seed;
  private transient LatentDraws draws;
  private transient float[] weights;
  private double klWeight = 1;

  SamplingVertex(
      ComputationGraph graph, String name, int index, int latent, Objective objective, long seed) {
    super(graph, name, index, null, null, DataType.FLOAT);
    this.latent = latent;
    this.objective = objective;
    this.seed = seed;
  }

  Objective objective() {
    return objective;
  }

  /**
   * @param weight of what is not reconstruction in the objective; 1 is the bound itself
   */
  void setKlWeight(double weight) {
    this.klWeight = weight;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    int samples = training ? objective.samples() : 1;
    int rows = (int) inputs[0].size(0) * samples;
    float[] noise = new float[rows * latent];
    if (training && objective.loss() != Objective.Loss.RECONSTRUCTION) {
      draw(noise);
    }
    draws = new LatentDraws(RowMajor.floats(inputs[0]), latent, samples, noise);
    return put(draws.points(), workspaces, ArrayType.ACTIVATIONS, rows, latent);
  }

  private void draw(float[] noise) {
    SplittableRandom random = new SplittableRandom(seed + GOLDEN * graph.getIterationCount());
    for (int k = 0; k < noise.length; k++) {
      noise[k] = (float) random.nextGaussian();
    }
  }

  /** KL divergence of the last pass's posteriors from the prior, in nats, summed over the batch. */
  double klNats() {
    return objective.loss() == Objective.Loss.RECONSTRUCTION ? 0 : draws.klNats();
  }

  /** Each draw's weighted log p(z) − log q(z|x), in nats. */
  double[] logRatios() {
    double[] ratios = draws.logRatios();
    for (int row = 0; row < ratios.length; row++) {
      ratios[row] *= klWeight;
    }
    return ratios;
  }

  /** Each draw's share in its image's gradient, from the loss. */
  void setWeights(float[] weights) {
    this.weights = weights;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    float[] towardsZ = RowMajor.floats(epsilon);
    if (objective.loss() == Objective.Loss.IWAE) {
      draws.addPrior(towardsZ, weights, (float) klWeight);
    }
    float[] gradient = draws.towardsPosterior(towardsZ);
    switch (objective.loss()) {
      case ELBO -> draws.addKl(gradient, (float) klWeight);
      case IWAE -> draws.addEntropy(gradient, (float) klWeight);
      case RECONSTRUCTION -> {}
    }
    int n = draws.images();
    INDArray array = put(gradient, workspaces, ArrayType.ACTIVATION_GRAD, n, 2 * latent);
    return new Pair<>(null, new INDArray[] {array});
  }

  private INDArray put(
      float[] values, LayerWorkspaceMgr workspaces, ArrayType kind, int rows, int columns) {
    INDArray array =
        workspaces.createUninitialized(kind, dataType, new long[] {rows, columns}, 'c');
    RowMajor.pointer(array).put(values);
    return array;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException("the sampling vertex has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int batch) {
    return new Pair<>(masks == null || masks.length == 0 ? null : masks[0], state);
  }

  @Override
  public String toString() {
    return "SamplingVertex[" + latent + "]";
  }
}
