package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The whole network's gradient against central differences of the bound that it reports. */
class SamplingVertexTest {
  private static final int BATCH = 3;
  private static final double STEP = 1e-2;

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.3, 0})
  void gradientIsThatOfTheBound(double klWeight) {
    // Given
    NetworkSpec spec = NetworkSpec.mlp(new ImageShape(2, 3), 2, Activation.TANH, List.of(4));
    float[] x = new float[BATCH * 6];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble();
    }
    try (VaeNetwork network = new VaeNetwork(spec, 3)) {
      // When
      INDArray gradient = network.gradient(x, BATCH, klWeight);

      // Then
      INDArray parameters = network.parameters();
      for (long i = 0; i < parameters.length(); i++) {
        float value = parameters.getFloat(i);
        parameters.putScalar(i, value + STEP);
        double above = objective(network, x, klWeight);
        parameters.putScalar(i, value - STEP);
        double below = objective(network, x, klWeight);
        parameters.putScalar(i, value);
        double expected = (above - below) / (2 * STEP);
        assertThat(gradient.getDouble(i))
            .isCloseTo(expected, within(2e-3 + 2e-3 * Math.abs(expected)));
      }
    }
  }

  /** The noise depends on the iteration alone, so that each look sees the same draws. */
  private static double objective(VaeNetwork network, float[] x, double klWeight) {
    network.gradient(x, BATCH, klWeight);
    BatchLoss loss = network.lastLoss(BATCH);
    return BATCH * (loss.reconstructionNats() + klWeight * loss.klNats());
  }
}
