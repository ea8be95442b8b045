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
 */
final class PixelLossLayer extends LossLayer {
  private static final long serialVersionUID = 1L;

  /** Factors between ½ and 1 whose product a double holds. */
  private static final int FACTORS = 1000;

  private double reconstructionNats;

  PixelLossLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** The last training pass's reconstruction error in nats, summed over the batch. */
  double reconstructionNats() {
    return reconstructionNats;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray ignored, LayerWorkspaceMgr workspaces) {
    INDArray logits = RowMajor.rowMajor(input);
    INDArray delta =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, logits.shape(), 'c');
    Nd4j.exec(new Sigmoid(logits, delta));
    reconstructionNats =
        crossEntropy(RowMajor.floats(logits), RowMajor.floats(delta), RowMajor.floats(labels));
    delta.subi(labels);
    return new Pair<>(new DefaultGradient(), delta);
  }

  /** With p = sigmoid(l), log(1 + e^−|l|) is −log max(p, 1 − p): a product, and rarely a log. */
  private static double crossEntropy(float[] logits, float[] p, float[] x) {
    double sum = 0;
    double product = 1;
    for (int i = 0; i < logits.length; i++) {
      float l = logits[i];
      sum += Math.max(l, 0f) - x[i] * l;
      product *= Math.max(p[i], 1f - p[i]);
      if (i % FACTORS == 0) {
        sum -= Math.log(product);
        product = 1;
      }
    }
    return sum - Math.log(product);
  }

  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    score = reconstructionNats / getInputMiniBatchSize() + penalty;
    return score;
  }
}
