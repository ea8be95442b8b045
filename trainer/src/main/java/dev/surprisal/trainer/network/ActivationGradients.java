package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;

/** The slopes of the scorer's activations. */
final class ActivationGradients {
  private static final float LEAK = 0.01f;

  /** Any normal float above zero times this is at least 1. */
  private static final float STEEP = 1f / Float.MIN_NORMAL;

  private ActivationGradients() {}

  /**
   * Multiplies a gradient by the activation's slope; free of branches, for the JIT.
   *
   * @param outputs of the activation, of which the slope is a function
   * @param gradient towards the outputs; becomes the one towards the activation's inputs
   */
  static void multiply(Activation activation, float[] outputs, float[] gradient, int n) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> relu(outputs, gradient, n);
      case LEAKY_RELU -> leakyRelu(outputs, gradient, n);
      case TANH -> tanh(outputs, gradient, n);
    }
  }

  private static void relu(float[] outputs, float[] gradient, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] *= Math.min(outputs[i] * STEEP, 1f);
    }
  }

  private static void leakyRelu(float[] outputs, float[] gradient, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] *= LEAK + (1f - LEAK) * Math.min(Math.max(outputs[i], 0f) * STEEP, 1f);
    }
  }

  private static void tanh(float[] outputs, float[] gradient, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] *= 1f - outputs[i] * outputs[i];
    }
  }
}
