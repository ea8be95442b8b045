package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianRowTest {
  private static final int PIXELS = 37;
  private static final double STEP = 1e-2;

  private final float[] x = values(1, 0, 1);
  private final float[] outputs = values(2, -4, 4);

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.01, 0.05, 1})
  void densityTimesTheWidthOfAByte(double variance) {
    LikelihoodRow row = new Likelihood.Gaussian(variance).row(PIXELS);

    row.load(x, outputs);

    double expected = 0;
    for (int i = 0; i < PIXELS; i++) {
      double error = x[i] - 1 / (1 + Math.exp(-outputs[i]));
      double density =
          Math.exp(-error * error / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      // The density of a far pixel is below a double's range.
      double log =
          density > 0
              ? Math.log(density)
              : -error * error / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
      expected -= log + Math.log(1 / 255.0);
    }
    assertThat(row.nats()).isCloseTo(expected, within(1e-5 / variance + 1e-4));
  }

  @Test
  void perfectImageUnderTheLeastVarianceIsStillAboveZero() {
    LikelihoodRow row = new Likelihood.Gaussian(Likelihood.Gaussian.MIN_VARIANCE).row(1);

    row.load(new float[] {0.5f}, new float[] {0});

    // ½ ln(2π/10⁴) + ln 255
    assertThat(row.nats()).isCloseTo(1.855032, within(1e-5));
    assertThat(row.leastNats(GrayImage.of(new ImageShape(1, 1), new byte[] {7})))
        .isCloseTo(1.855032, within(1e-5));
  }

  @Test
  void meansAndTheirErrorAreThoseOfTheLogistic() {
    LikelihoodRow row = new Likelihood.Gaussian(0.2).row(3);
    float[] logits = {0, (float) Math.log(3), -(float) Math.log(3)};

    row.load(new float[] {0, 0, 1}, logits);

    assertThat(row.means(logits)).containsExactly(new float[] {0.5f, 0.75f, 0.25f}, within(1e-5f));
    assertThat(row.squaredError(new float[3])).isCloseTo(0.25 + 2 * 0.5625, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.5})
  void gradientIsThatOfTheNats(double variance) {
    expectGradient(new Likelihood.Gaussian(variance));
  }

  @Test
  void gradientOfTheBernoulliIsThatOfItsNats() {
    expectGradient(Likelihood.BERNOULLI);
  }

  private void expectGradient(Likelihood likelihood) {
    LikelihoodRow row = likelihood.row(PIXELS);
    float[] gradient = new float[PIXELS];
    row.load(x, outputs);
    row.means(outputs);

    row.gradient(x, gradient);

    for (int i = 0; i < PIXELS; i++) {
      float[] moved = outputs.clone();
      moved[i] += (float) STEP;
      row.load(x, moved);
      double above = row.nats();
      moved[i] = outputs[i] - (float) STEP;
      row.load(x, moved);
      double expected = (above - row.nats()) / (2 * STEP);
      assertThat((double) gradient[i])
          .isCloseTo(expected, within(5e-3 + 5e-3 * Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 9e-5, 1.1, Double.NaN})
  void varianceOutOfBoundsIsRefused(double variance) {
    assertThatThrownBy(() -> new Likelihood.Gaussian(variance))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("variance: expected 1.0E-4 to 1.0, got ");
  }

  private static float[] values(long seed, double from, double to) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(from, to);
    }
    return values;
  }
}
