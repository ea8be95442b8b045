package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds the bias of each output channel after a layer's matrix product and applies the activation;
 * forward and backward pass. Works in place on arrays outside the heap, in blocks that fit into the
 * first-level cache and loops that the JIT vectorises, whereas each of ND4J's operations passes
 * over the whole array, and its derivatives call a function for each element. Has buffers of its
 * own, so that each layer needs one.
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
   * @param channels period of the bias along a row
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
   * Replaces the gradient with respect to {@link #forward}'s results by that with respect to its
   * sums.
   *
   * @param results of {@link #forward}; each derivative is a function of the activation, so that
   *     the sums need not be kept
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
