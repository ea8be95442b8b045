package dev.surprisal.trainer.network;

import dev.surprisal.vae.BernoulliRow;
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
 * The reconstruction error of pixels x in [0, 1] under a Bernoulli likelihood with logits l, whose
 * gradient towards l is {@code sigmoid(l) − x}.
 *
 * <p>Where the sampling vertex draws several points an image, there is a row of logits for each,
 * and each row counts as much as its importance weight. Source: Burda, Grosse and Salakhutdinov
 * 2016, section 3 (arXiv:1509.00519).
 */
final class PixelLossLayer extends LossLayer {
  private static final long serialVersionUID = 1L;

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
    double[] errors = errors(logits, delta);
    if (sampling == null) {
      nats = Arrays.stream(errors).sum();
    } else {
      float[] weights = weigh(errors);
      scale(delta, weights);
      sampling.setWeights(weights);
    }
    return new Pair<>(new DefaultGradient(), delta);
  }

  /**
   * Each row's reconstruction error, in nats.
   *
   * @param delta written: the error's gradient towards the logits
   */
  private double[] errors(INDArray logits, INDArray delta) {
    int width = (int) logits.size(1);
    FloatPointer in = RowMajor.pointer(logits);
    FloatPointer out = RowMajor.pointer(delta);
    FloatPointer targets = RowMajor.pointer(RowMajor.rowMajor(labels));
    BernoulliRow likelihood = new BernoulliRow(width);
    float[] x = new float[width];
    float[] l = new float[width];
    double[] errors = new double[(int) logits.size(0)];
    int draws = errors.length / (int) labels.size(0);
    for (int row = 0; row < errors.length; row++) {
      if (row % draws == 0) {
        targets.position((long) row / draws * width).get(x);
      }
      in.position((long) row * width).get(l);
      likelihood.load(x, l);
      errors[row] = likelihood.crossEntropy();
      subtract(likelihood.means(l), x, l, width);
      out.position((long) row * width).put(l, 0, width);
    }
    return errors;
  }

  private static void subtract(float[] a, float[] b, float[] difference, int n) {
    for (int i = 0; i < n; i++) {
      difference[i] = a[i] - b[i];
    }
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

  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    score = nats / getInputMiniBatchSize() + penalty;
    return score;
  }
}
