package dev.surprisal.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model of one pixel and one latent dimension, whose log p(x) a sum over a fine grid gives. */
class LogLikelihoodTest {
  private static final ImageShape SHAPE = new ImageShape(1, 1);
  private static final double WEIGHT = 3;
  private static final double BIAS = -1;

  @Test
  void estimateIsTheIntegralOverTheLatent() {
    // Given
    Vae vae =
        new Vae(
            SHAPE,
            1,
            List.of(
                new Dense(
                    1, 2, Activation.IDENTITY, new float[] {1f, 0.2f}, new float[] {-0.3f, -0.2f})),
            List.of(
                new Dense(
                    1,
                    1,
                    Activation.IDENTITY,
                    new float[] {(float) WEIGHT},
                    new float[] {(float) BIAS})),
            Likelihood.BERNOULLI);

    // When
    double white = LogLikelihood.mean(vae, new Same(255), 40_000, 1);
    double black = LogLikelihood.mean(vae, new Same(0), 40_000, 1);

    // Then
    assertThat(white).isCloseTo(Math.log(integral(1)), within(0.02));
    assertThat(black).isCloseTo(Math.log(integral(-1)), within(0.02));
    assertThat(Math.exp(white) + Math.exp(black)).isCloseTo(1, within(0.02));
  }

  /** ∫ N(z; 0, 1) sigmoid(±(wz + b)) dz. */
  private static double integral(int sign) {
    double sum = 0;
    double step = 1e-3;
    for (double z = -8; z <= 8; z += step) {
      double p = 1 / (1 + Math.exp(-sign * (WEIGHT * z + BIAS)));
      sum += step * p * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
    return sum;
  }

  private record Same(int grey) implements ImageSource {
    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public GrayImage image(int index) {
      return GrayImage.of(SHAPE, new byte[] {(byte) grey});
    }

    @Override
    public String name() {
      return "same";
    }
  }
}
