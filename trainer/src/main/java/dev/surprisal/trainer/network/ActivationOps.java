package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinearDerivative;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.LeakyReLUBp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** The scorer's activations as ND4J operations, forward and back. */
final class ActivationOps {
  private static final double LEAK = 0.01;

  private ActivationOps() {}

  /** Replaces pre-activations by activations, in place. */
  static void apply(Activation activation, INDArray values) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> Nd4j.exec(new RectifiedLinear(values, values));
      case LEAKY_RELU -> Nd4j.exec(new LeakyReLU(values, values, LEAK));
      case TANH -> Nd4j.exec(new Tanh(values, values));
    }
  }

  /**
   * The gradient towards the pre-activations. Each slope here is a function of the activation, so
   * that the pre-activations need not be kept.
   *
   * @param output activations
   * @param epsilon gradient towards the activations, of the same shape
   */
  static INDArray backward(Activation activation, INDArray output, INDArray epsilon) {
    return switch (activation) {
      case IDENTITY -> epsilon;
      case RELU ->
          Nd4j.exec(new RectifiedLinearDerivative(output, epsilon, output.ulike(), 0.0))[0];
      case LEAKY_RELU -> Nd4j.exec(new LeakyReLUBp(output, epsilon, output.ulike(), LEAK))[0];
      case TANH -> output.mul(output).rsubi(1).muli(epsilon);
    };
  }

  /** DeepLearning4J's own, for layers of its own. */
  static IActivation stock(Activation activation) {
    return switch (activation) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU(LEAK);
      case TANH -> new ActivationTanH();
    };
  }
}
