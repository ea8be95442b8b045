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
 * <p>Its way back adds what the objective itself says about μ and σ: the KL divergence's gradient
 * in closed form, or, for the importance-weighted bound, that of each draw's {@code log q(z|x) −
 * log p(z)}, weighted as the loss has weighted the draw.
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
  private transient int samples;
  private transient float[] posterior;
  private transient float[] deviations;
  private transient float[] noise;
  private transient float[] z;
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
    posterior = RowMajor.floats(inputs[0]);
    samples = training ? objective.samples() : 1;
    z = new float[posterior.length / 2 * samples];
    noise = new float[z.length];
    deviations = new float[posterior.length / 2];
    if (training && objective.kind() != Objective.Kind.RECONSTRUCTION) {
      drawNoise();
    }
    for (int image = 0; image < images(); image++) {
      int mean = image * 2 * latent;
      for (int j = 0; j < latent; j++) {
        deviations[image * latent + j] = (float) Math.exp(0.5 * posterior[mean + latent + j]);
      }
      for (int draw = 0; draw < samples; draw++) {
        int at = (image * samples + draw) * latent;
        for (int j = 0; j < latent; j++) {
          z[at + j] = posterior[mean + j] + deviations[image * latent + j] * noise[at + j];
        }
      }
    }
    return put(z, workspaces, ArrayType.ACTIVATIONS, images() * samples, latent);
  }

  private int images() {
    return posterior.length / (2 * latent);
  }

  private void drawNoise() {
    SplittableRandom random = new SplittableRandom(seed + GOLDEN * graph.getIterationCount());
    for (int k = 0; k < noise.length; k++) {
      noise[k] = (float) random.nextGaussian();
    }
  }

  /** KL divergence of the last pass's posteriors from the prior, in nats, summed over the batch. */
  double klNats() {
    if (objective.kind() == Objective.Kind.RECONSTRUCTION) {
      return 0;
    }
    double sum = 0;
    for (int image = 0; image < images(); image++) {
      int at = image * 2 * latent;
      for (int j = at; j < at + latent; j++) {
        double mean = posterior[j];
        double logVariance = posterior[j + latent];
        sum += mean * mean + Math.exp(logVariance) - 1 - logVariance;
      }
    }
    return sum / 2;
  }

  /** Each draw's weighted log p(z) − log q(z|x) = ½ Σ ε² + ln σ² − z², in nats. */
  double[] logRatios() {
    double[] ratios = new double[images() * samples];
    for (int row = 0; row < ratios.length; row++) {
      int logVariance = row / samples * 2 * latent + latent;
      double twice = 0;
      for (int j = 0; j < latent; j++) {
        float epsilon = noise[row * latent + j];
        float point = z[row * latent + j];
        twice += epsilon * epsilon + posterior[logVariance + j] - point * point;
      }
      ratios[row] = klWeight * twice / 2;
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
    float[] gradient = new float[posterior.length];
    switch (objective.kind()) {
      case ELBO -> {
        reparameterise(towardsZ, gradient);
        addKl(gradient);
      }
      case IWAE -> {
        addPrior(towardsZ);
        reparameterise(towardsZ, gradient);
        addEntropy(gradient);
      }
      case RECONSTRUCTION -> reparameterise(towardsZ, gradient);
    }
    INDArray array = put(gradient, workspaces, ArrayType.ACTIVATION_GRAD, images(), 2 * latent);
    return new Pair<>(null, new INDArray[] {array});
  }

  /** Of −log p(z). */
  private void addPrior(float[] towardsZ) {
    for (int row = 0; row < weights.length; row++) {
      float weight = (float) klWeight * weights[row];
      for (int at = row * latent; at < (row + 1) * latent; at++) {
        towardsZ[at] += weight * z[at];
      }
    }
  }

  private void reparameterise(float[] towardsZ, float[] gradient) {
    for (int row = 0; row < images() * samples; row++) {
      int image = row / samples;
      for (int j = 0; j < latent; j++) {
        int at = image * 2 * latent + j;
        float towards = towardsZ[row * latent + j];
        float deviation = deviations[image * latent + j];
        gradient[at] += towards;
        gradient[at + latent] += 0.5f * towards * noise[row * latent + j] * deviation;
      }
    }
  }

  /** Source: Kingma and Welling 2013, appendix B. */
  private void addKl(float[] gradient) {
    float weight = (float) klWeight;
    for (int image = 0; image < images(); image++) {
      int at = image * 2 * latent;
      for (int j = at; j < at + latent; j++) {
        gradient[j] += weight * posterior[j];
        gradient[j + latent] += weight * 0.5f * (float) (Math.exp(posterior[j + latent]) - 1);
      }
    }
  }

  /** Of −ln σ², whose weights sum to one over an image's draws. */
  private void addEntropy(float[] gradient) {
    for (int image = 0; image < images(); image++) {
      int at = image * 2 * latent + latent;
      for (int j = at; j < at + latent; j++) {
        gradient[j] -= 0.5f * (float) klWeight;
      }
    }
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
