package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;

/** The derivatives of the scorer's activations. */
final class ActivationGradients {
  private static final float LEAK = 0.01f;

  /** Maps every positive normal float to at least 1, to which it is then cut. */
  private static final float STEEP = 1f / Float.MIN_NORMAL;

  private ActivationGradients() {}

  /**
   * Multiplies a gradient by the activation's derivative. The loops have no branches, so that the
   * JIT compiles them to vector instructions.
   *
   * @param outputs of the activation; its derivative is a function of them
   * @param gradient with respect to the outputs; replaced by that with respect to the inputs
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
