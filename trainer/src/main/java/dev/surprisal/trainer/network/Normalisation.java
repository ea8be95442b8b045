package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Batch normalisation, activation and dropout of one batch, forward and backward pass, in loops
 * over rows that the JIT vectorises; three layers of DeepLearning4J's pass over the batch some
 * twenty times. Source: Ioffe and Szegedy 2015, algorithm 1 (arXiv:1502.03167).
 */
final class Normalisation {
  /** Added to every variance. DeepLearning4J's default. */
  static final double EPSILON = 1e-5;

  private final Activation activation;
  private final int channels;
  private final int threshold;
  private final float[] scales;
  private final float[] mean;
  private final float[] variance;
  private final float[] inverse;
  private final float[] row;
  private final float[] rowGradient;
  private float[] normalised = {};
  private float[] kept = {};

  /**
   * @param dropout share of the results that are set to 0; the others are scaled by 1/(1 − dropout)
   */
  Normalisation(Activation activation, int channels, double dropout) {
    this.activation = activation;
    this.channels = channels;
    this.threshold = (int) (dropout * Integer.MAX_VALUE);
    this.scales = new float[] {(float) (1 / (1 - dropout)), 0};
    this.mean = new float[channels];
    this.variance = new float[channels];
    this.inverse = new float[channels];
    this.row = new float[channels];
    this.rowGradient = new float[channels];
  }

  /** Mean of the last batch, by channel; not a copy. */
  float[] mean() {
    return mean;
  }

  /** Variance of the last batch, by channel, with divisor n; not a copy. */
  float[] variance() {
    return variance;
  }

  /**
   * Replaces each value by {@code dropout(activation(gamma·(value − mean)/deviation + beta))}.
   *
   * @param values {@code [n, channels]}
   * @param random decides which results are set to 0
   */
  void forward(float[] values, float[] gamma, float[] beta, SplittableRandom random) {
    if (normalised.length != values.length) {
      normalised = new float[values.length];
      kept = new float[values.length];
    }
    measure(values);
    choose(random);
    for (int at = 0; at < values.length; at += channels) {
      normalise(values, at);
      activate(at, gamma, beta);
      for (int j = 0; j < channels; j++) {
        values[at + j] = row[j] * kept[at + j];
      }
    }
  }

  /**
   * Replaces each value by {@code activation(gamma·(value − mean)/deviation + beta)}, outside
   * training.
   *
   * @param means running means, {@code [channels]}
   * @param variances running variances, {@code [channels]}
   */
  void apply(float[] values, float[] means, float[] variances, float[] gamma, float[] beta) {
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int j = 0; j < channels; j++) {
      scale[j] = scale(gamma[j], variances[j]);
      shift[j] = beta[j] - means[j] * scale[j];
    }
    for (int at = 0; at < values.length; at += channels) {
      for (int j = 0; j < channels; j++) {
        row[j] = values[at + j] * scale[j];
      }
      activation.addBias(row, shift, channels);
      System.arraycopy(row, 0, values, at, channels);
    }
  }

  /** gamma / √(variance + ε). */
  static float scale(float gamma, float variance) {
    return (float) (gamma / Math.sqrt(variance + EPSILON));
  }

  private void measure(float[] values) {
    int n = values.length / channels;
    Arrays.fill(mean, 0);
    for (int at = 0; at < values.length; at += channels) {
      for (int j = 0; j < channels; j++) {
        mean[j] += values[at + j];
      }
    }
    for (int j = 0; j < channels; j++) {
      mean[j] /= n;
    }
    Arrays.fill(variance, 0);
    for (int at = 0; at < values.length; at += channels) {
      for (int j = 0; j < channels; j++) {
        float difference = values[at + j] - mean[j];
        variance[j] += difference * difference;
      }
    }
    for (int j = 0; j < channels; j++) {
      variance[j] /= n;
      inverse[j] = scale(1, variance[j]);
    }
  }

  private void choose(SplittableRandom random) {
    if (threshold == 0) {
      Arrays.fill(kept, 1);
      return;
    }
    for (int i = 0; i < kept.length; i++) {
      // The sign bit tells whether the draw is below the threshold, without a branch to mispredict.
      kept[i] = scales[((random.nextInt() >>> 1) - threshold) >>> 31];
    }
  }

  private void normalise(float[] values, int at) {
    for (int j = 0; j < channels; j++) {
      normalised[at + j] = (values[at + j] - mean[j]) * inverse[j];
    }
  }

  /** One row's activations, before dropout. */
  private void activate(int at, float[] gamma, float[] beta) {
    for (int j = 0; j < channels; j++) {
      row[j] = normalised[at + j] * gamma[j];
    }
    activation.addBias(row, beta, channels);
  }

  /**
   * Replaces the gradient with respect to the last {@link #forward}'s results by that with respect
   * to its values.
   *
   * @param gradient {@code [n, channels]}
   * @param gammaGradient {@code [channels]}, written
   * @param betaGradient {@code [channels]}, written
   */
  void backward(
      float[] gradient, float[] gamma, float[] beta, float[] gammaGradient, float[] betaGradient) {
    int n = gradient.length / channels;
    Arrays.fill(gammaGradient, 0);
    Arrays.fill(betaGradient, 0);
    for (int at = 0; at < gradient.length; at += channels) {
      activate(at, gamma, beta);
      for (int j = 0; j < channels; j++) {
        rowGradient[j] = gradient[at + j] * kept[at + j];
      }
      ActivationGradients.multiply(activation, row, rowGradient, channels);
      for (int j = 0; j < channels; j++) {
        gradient[at + j] = rowGradient[j];
        betaGradient[j] += rowGradient[j];
        gammaGradient[j] += rowGradient[j] * normalised[at + j];
      }
    }
    for (int at = 0; at < gradient.length; at += channels) {
      for (int j = 0; j < channels; j++) {
        float common = (betaGradient[j] + normalised[at + j] * gammaGradient[j]) / n;
        gradient[at + j] = gamma[j] * inverse[j] * (gradient[at + j] - common);
      }
    }
  }
}
