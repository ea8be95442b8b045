package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What follows a layer's matrix product: the bias of each output channel, then the activation; and
 * the way back through both. Works in place on arrays outside the heap, block by block through the
 * first-level cache, in loops that run on vector registers: ND4J's operations pass over the whole
 * array each, and its derivatives call a function an element. Owns scratch; one per layer.
 */
final class BiasActivation {
  private static final int BLOCK = 2048;

  private final Activation activation;
  private final int channels;
  private final float[] bias;
  private final float[] tiledBias;
  private final float[] values;
  private final float[] outputs;
  private final float[] sums;

  /**
   * @param channels values after which the bias begins again
   */
  BiasActivation(Activation activation, int channels) {
    this.activation = activation;
    this.channels = channels;
    int block = channels * Math.max(1, BLOCK / channels);
    this.bias = new float[channels];
    this.tiledBias = new float[block];
    this.values = new float[block];
    this.outputs = new float[block];
    this.sums = new float[block];
  }

  /**
   * Replaces sums by {@code activation(sums + bias)}.
   *
   * @param sums {@code [length / channels, channels]}
   */
  void forward(FloatPointer sums, long length, FloatPointer channelBias) {
    channelBias.get(bias);
    for (int i = 0; i < tiledBias.length; i += channels) {
      System.arraycopy(bias, 0, tiledBias, i, channels);
    }
    long start = sums.position();
    for (long at = 0; at < length; at += values.length) {
      int n = (int) Math.min(values.length, length - at);
      sums.position(start + at).get(values, 0, n);
      activation.addBias(values, tiledBias, n);
      sums.put(values, 0, n);
    }
    sums.position(start);
  }

  /**
   * Replaces the gradient towards {@link #forward}'s results by that towards its sums.
   *
   * @param results of {@link #forward}: each slope is a function of the activation, so that the
   *     sums need not be kept
   * @param gradient {@code [rows, ·]}, a row of whole channels
   * @param biasGradient {@code [channels]}, written
   */
  void backward(INDArray results, INDArray gradient, INDArray biasGradient) {
    FloatPointer outputsAt = RowMajor.pointer(results);
    FloatPointer gradientAt = RowMajor.pointer(gradient);
    long length = gradient.length();
    Arrays.fill(sums, 0);
    for (long at = 0; at < length; at += values.length) {
      int n = (int) Math.min(values.length, length - at);
      gradientAt.position(at).get(values, 0, n);
      if (activation != Activation.IDENTITY) {
        outputsAt.position(at).get(outputs, 0, n);
        ActivationGradients.multiply(activation, outputs, values, n);
        gradientAt.put(values, 0, n);
      }
      add(n);
    }
    gradientAt.position(0);
    outputsAt.position(0);
    Arrays.fill(bias, 0);
    for (int i = 0; i < sums.length; i++) {
      bias[i % channels] += sums[i];
    }
    RowMajor.pointer(biasGradient).put(bias);
  }

  private void add(int n) {
    float[] total = sums;
    float[] added = values;
    for (int i = 0; i < n; i++) {
      total[i] += added[i];
    }
  }
}
