package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/** The steps of our Adam against those of DeepLearning4J's. */
class FusedAdamTest {
  private static final int LENGTH = 5000;

  @Test
  void stepsAreThoseOfTheStockUpdater() {
    // Given
    StepSize rate = new StepSize();
    INDArray ourState = Nd4j.create(DataType.FLOAT, 1, 2 * LENGTH);
    INDArray stockState = Nd4j.create(DataType.FLOAT, 1, 2 * LENGTH);
    GradientUpdater<?> ours = new FusedAdam(rate).instantiate(ourState, true);
    GradientUpdater<?> stock = new Adam(rate).instantiate(stockState, true);
    SplittableRandom random = new SplittableRandom(1);
    for (int iteration = 0; iteration < 20; iteration++) {
      rate.set(iteration < 10 ? 1e-3 : 1e-4);
      float[] gradient = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        gradient[i] = (float) (random.nextGaussian() * Math.pow(10, i % 7 - 5));
      }
      INDArray got = Nd4j.createFromArray(gradient);
      INDArray expected = Nd4j.createFromArray(gradient);

      // When
      ours.applyUpdater(got, iteration, 0);
      stock.applyUpdater(expected, iteration, 0);

      // Then
      for (int i = 0; i < LENGTH; i++) {
        float value = expected.getFloat(i);
        assertThat(got.getFloat(i)).isCloseTo(value, within(1e-8f + 2e-4f * Math.abs(value)));
      }
    }
  }
}
