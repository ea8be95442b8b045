package dev.surprisal.trainer.network;

import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.LikelihoodRow;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reconstruction error of pixels x in [0, 1], −log p(x|z), and its gradient with respect to the
 * decoder's outputs and, where it is learned, to the logarithm of the likelihood's variance.
 *
 * <p>Where the sampling vertex draws several points an image, there is a row of outputs for each,
 * and each row counts as much as its importance weight. Source: Burda, Grosse and Salakhutdinov
 * 2016, section 3 (arXiv:1509.00519).
 */
final class PixelLossLayer extends LossLayer {
  private static final long serialVersionUID = 1L;

  private transient SamplingVertex sampling;
  private transient double[] squaredErrors = new double[0];
  private double nats;

  PixelLossLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Weighs each row by the importance of its draw. */
  void weighBy(SamplingVertex vertex) {
    this.sampling = vertex;
  }

  /**
   * The last training pass's loss in nats, summed over the batch: the reconstruction error, or,
   * where draws are weighed, the whole negative bound.
   */
  double nats() {
    return nats;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray ignored, LayerWorkspaceMgr workspaces) {
    INDArray outputs = RowMajor.rowMajor(input);
    INDArray delta =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, outputs.shape(), 'c');
    squaredErrors = new double[(int) outputs.size(0)];
    double[] errors = errors(outputs, delta);
    float[] weights = new float[errors.length];
    if (sampling == null) {
      nats = Arrays.stream(errors).sum();
      Arrays.fill(weights, 1);
    } else {
      weigh(errors, weights);
      scale(delta, weights);
      sampling.setWeights(weights);
    }
    return new Pair<>(varianceGradient(weights), delta);
  }

  private Gradient varianceGradient(float[] weights) {
    Gradient gradient = new DefaultGradient();
    if (loss().learnedVariance()) {
      double variance = ((Likelihood.Gaussian) likelihood()).variance();
      double sum = 0;
      for (int row = 0; row < weights.length; row++) {
        sum += weights[row] * (input.size(1) - squaredErrors[row] / variance) / 2;
      }
      INDArray view = gradientViews.get(LogVariance.KEY);
      view.assign(LogVariance.bounded(logVariance(), sum));
      gradient.setGradientFor(LogVariance.KEY, view);
    }
    return gradient;
  }

  /** With the current variance, if that is learned. */
  Likelihood likelihood() {
    return loss().learnedVariance() ? LogVariance.likelihood(logVariance()) : loss().likelihood();
  }

  private double logVariance() {
    return getParam(LogVariance.KEY).getDouble(0);
  }

  private PixelLoss loss() {
    return (PixelLoss) layerConf();
  }

  /**
   * Each row's reconstruction error, in nats.
   *
   * @param delta receives the error's gradient with respect to the outputs
   */
  private double[] errors(INDArray outputs, INDArray delta) {
    int width = (int) outputs.size(1);
    FloatPointer in = RowMajor.pointer(outputs);
    FloatPointer out = RowMajor.pointer(delta);
    FloatPointer targets = RowMajor.pointer(RowMajor.rowMajor(labels));
    LikelihoodRow likelihood = likelihood().row(width);
    float[] x = new float[width];
    float[] output = new float[width];
    double[] errors = new double[(int) outputs.size(0)];
    int draws = errors.length / (int) labels.size(0);
    for (int row = 0; row < errors.length; row++) {
      if (row % draws == 0) {
        targets.position((long) row / draws * width).get(x);
      }
      in.position((long) row * width).get(output);
      likelihood.load(x, output);
      errors[row] = likelihood.nats();
      likelihood.means(output);
      if (loss().learnedVariance()) {
        squaredErrors[row] = likelihood.squaredError(x);
      }
      likelihood.gradient(x, output);
      out.position((long) row * width).put(output, 0, width);
    }
    return errors;
  }

  private static void scale(INDArray rows, float[] factors) {
    int width = (int) rows.size(1);
    FloatPointer pointer = RowMajor.pointer(rows);
    float[] row = new float[width];
    for (int i = 0; i < factors.length; i++) {
      pointer.position((long) i * width).get(row);
      multiply(row, factors[i]);
      pointer.put(row, 0, width);
    }
  }

  private static void multiply(float[] row, float factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= factor;
    }
  }

  /** Each draw's share, e^(log w − log Σ w) over its image's draws; adds up the bound. */
  private void weigh(double[] errors, float[] weights) {
    int samples = sampling.objective().samples();
    double[] logWeights = sampling.logRatios();
    nats = 0;
    for (int start = 0; start < errors.length; start += samples) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = start; i < start + samples; i++) {
        logWeights[i] -= errors[i];
        max = Math.max(max, logWeights[i]);
      }
      double total = 0;
      for (int i = start; i < start + samples; i++) {
        total += Math.exp(logWeights[i] - max);
      }
      for (int i = start; i < start + samples; i++) {
        weights[i] = (float) (Math.exp(logWeights[i] - max) / total);
      }
      nats -= max + Math.log(total / samples);
    }
  }

  // DeepLearning4J's LossLayer returns null, as it has no parameters; this one may have one.
  @Override
  public INDArray params() {
    return paramsFlattened;
  }

  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    score = nats / getInputMiniBatchSize() + penalty;
    return score;
  }
}
