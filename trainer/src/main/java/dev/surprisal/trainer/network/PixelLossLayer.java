package dev.surprisal.trainer.network;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reconstruction error of pixels x in [0, 1] under a Bernoulli likelihood with logits l: {@code
 * Σ max(l, 0) − x·l + log(1 + e^−|l|)}, whose gradient towards l is {@code sigmoid(l) − x}.
 *
 * <p>Where the sampling vertex draws several points an image, there is a row of logits for each,
 * and each row counts as much as its importance weight. Source: Burda, Grosse and Salakhutdinov
 * 2016, section 3 (arXiv:1509.00519).
 */
final class PixelLossLayer extends LossLayer {
  private static final long serialVersionUID = 1L;

  /** Factors between ½ and 1 whose product a double holds. */
  private static final int FACTORS = 1000;

  private transient SamplingVertex sampling;
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
    INDArray logits = RowMajor.rowMajor(input);
    INDArray delta =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, logits.shape(), 'c');
    Nd4j.exec(new Sigmoid(logits, delta));
    if (sampling == null) {
      nats = sum(crossEntropies(logits, delta, labels));
      delta.subi(labels);
    } else {
      INDArray repeated = labels.repeat(0, sampling.objective().samples());
      float[] weights = weigh(crossEntropies(logits, delta, repeated));
      delta.subi(repeated).muliColumnVector(Nd4j.createFromArray(weights));
      sampling.setWeights(weights);
    }
    return new Pair<>(new DefaultGradient(), delta);
  }

  /** Each draw's share, e^(log w − log Σ w) over its image's draws; adds up the bound. */
  private float[] weigh(double[] errors) {
    int samples = sampling.objective().samples();
    double[] logWeights = sampling.logRatios();
    float[] weights = new float[errors.length];
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
    return weights;
  }

  /**
   * Each row's, in nats. With p = sigmoid(l), log(1 + e^−|l|) is −log max(p, 1 − p): a product, and
   * rarely a logarithm.
   */
  private static double[] crossEntropies(INDArray logits, INDArray means, INDArray pixels) {
    float[] l = RowMajor.floats(logits);
    float[] p = RowMajor.floats(means);
    float[] x = RowMajor.floats(pixels);
    int width = (int) logits.size(1);
    double[] rows = new double[(int) logits.size(0)];
    for (int row = 0; row < rows.length; row++) {
      double sum = 0;
      double product = 1;
      for (int i = row * width; i < (row + 1) * width; i++) {
        sum += Math.max(l[i], 0f) - x[i] * l[i];
        product *= Math.max(p[i], 1f - p[i]);
        if (i % FACTORS == 0) {
          sum -= Math.log(product);
          product = 1;
        }
      }
      rows[row] = sum - Math.log(product);
    }
    return rows;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    score = nats / getInputMiniBatchSize() + penalty;
    return score;
  }
}
