package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.vae.Activation;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dropout; {@link GradientTest} holds the rest to DeepLearning4J's layers. */
class NormalisationTest {
  private static final int CHANNELS = 5;
  private static final int BATCH = 2000;
  private static final float KEPT = (float) (1 / 0.7);

  private final Normalisation normalisation = new Normalisation(Activation.IDENTITY, CHANNELS, 0.3);
  private final float[] values = Randoms.uniform(BATCH * CHANNELS, 4);

  /** A gamma of 0 and a beta of 1 make every value 1 before dropout. */
  private final float[] gamma = new float[CHANNELS];

  private final float[] beta = new float[CHANNELS];

  @BeforeEach
  void forward() {
    Arrays.fill(beta, 1);
    normalisation.forward(values, gamma, beta, new SplittableRandom(5));
  }

  @Test
  void dropoutLeavesOutItsShareAndKeepsTheMean() {
    double sum = 0;
    int left = 0;
    for (float value : values) {
      assertThat(value).isIn(0f, KEPT);
      left += value == 0 ? 1 : 0;
      sum += value;
    }
    assertThat(left / (double) values.length).isCloseTo(0.3, within(0.02));
    assertThat(sum / values.length).isCloseTo(1, within(0.03));
  }

  @Test
  void whatWasLeftOutGivesNoGradient() {
    float[] gradient = new float[values.length];
    Arrays.fill(gradient, 1);
    float[] betaGradient = new float[CHANNELS];

    normalisation.backward(gradient, gamma, beta, new float[CHANNELS], betaGradient);

    float[] sums = new float[CHANNELS];
    for (int i = 0; i < values.length; i++) {
      sums[i % CHANNELS] += values[i];
    }
    assertThat(betaGradient).isEqualTo(sums);
  }
}
