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
 * From the posterior's parameters, {@code [batch, 2·latent]} (means, then log-variances), to a
 * latent point, {@code [batch, latent]}: {@code z = μ + e^(½ log σ²)·ε} in training, {@code z = μ}
 * otherwise. Its way back adds the gradient of the KL divergence from the prior, in closed form.
 * Source: Kingma and Welling 2013, section 2.4 and appendix B (arXiv:1312.6114).
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
  private final long seed;
  private transient float[] posterior;
  private transient float[] noise;
  private double klWeight = 1;
  private double klNats;

  SamplingVertex(
      ComputationGraph graph, String name, int index, int latent, long seed, DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.latent = latent;
    this.seed = seed;
  }

  /** KL divergence from the prior in the last training pass, in nats, summed over the batch. */
  double klNats() {
    return klNats;
  }

  /**
   * @param weight of the KL in the objective: 1 is the evidence lower bound
   */
  void setKlWeight(double weight) {
    this.klWeight = weight;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    int n = (int) inputs[0].size(0);
    posterior = RowMajor.floats(inputs[0]);
    float[] z = new float[n * latent];
    if (training) {
      noise = new float[n * latent];
      draw(z);
    } else {
      for (int i = 0; i < n; i++) {
        System.arraycopy(posterior, 2 * i * latent, z, i * latent, latent);
      }
    }
    return put(z, workspaces, ArrayType.ACTIVATIONS, n, latent);
  }

  private void draw(float[] z) {
    SplittableRandom random = new SplittableRandom(seed + GOLDEN * graph.getIterationCount());
    double kl = 0;
    for (int k = 0; k < z.length; k++) {
      int at = meanIndex(k);
      float mean = posterior[at];
      float logVariance = posterior[at + latent];
      noise[k] = (float) random.nextGaussian();
      z[k] = mean + deviation(logVariance) * noise[k];
      kl += mean * mean + Math.expm1(logVariance) - logVariance;
    }
    klNats = kl / 2;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    float[] towardsZ = RowMajor.floats(epsilon);
    float[] gradient = new float[posterior.length];
    float weight = (float) klWeight;
    for (int k = 0; k < towardsZ.length; k++) {
      int at = meanIndex(k);
      float deviation = deviation(posterior[at + latent]);
      gradient[at] = towardsZ[k] + weight * posterior[at];
      gradient[at + latent] =
          0.5f * (towardsZ[k] * noise[k] * deviation + weight * (deviation * deviation - 1));
    }
    int n = posterior.length / (2 * latent);
    INDArray array = put(gradient, workspaces, ArrayType.ACTIVATION_GRAD, n, 2 * latent);
    return new Pair<>(null, new INDArray[] {array});
  }

  /** Where the mean of the k-th latent value of the batch stands among the parameters. */
  private int meanIndex(int k) {
    return k + k / latent * latent;
  }

  private static float deviation(float logVariance) {
    return (float) Math.exp(0.5 * logVariance);
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
