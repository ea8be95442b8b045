package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalWeightTest {
  private static final ImageShape SHAPE = new ImageShape(12, 12);
  private static final int PIXELS = SHAPE.pixels();

  /** Grey everywhere, whatever it sees. */
  private static Vae grey() {
    return new Vae(
        SHAPE,
        1,
        List.of(new Dense(PIXELS, 2, Activation.IDENTITY, new float[2 * PIXELS], new float[2])),
        List.of(new Dense(1, PIXELS, Activation.IDENTITY, new float[PIXELS], new float[PIXELS])),
        Likelihood.BERNOULLI);
  }

  /** Leaves a share of what an image differs from grey by: x − (x − left·(x − ½)). */
  private static LocalResiduals leaving(double left) {
    float[] weights = new float[PIXELS * PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      weights[i * PIXELS + i] = (float) (1 - left);
    }
    float[] bias = new float[PIXELS];
    Arrays.fill(bias, (float) (left / 2));
    float[][] usual = new float[LocalResiduals.SIDES.size()][PIXELS];
    for (float[] one : usual) {
      Arrays.fill(one, 1);
    }
    return new LocalResiduals(
        SHAPE, List.of(new Dense(PIXELS, PIXELS, Activation.IDENTITY, weights, bias)), usual);
  }

  /** Residuals of a tenth are a hundredth in squares, and the term counts once for each ten. */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.4, 1", "0.2, 2.5", "0.15, 4.444", "0.1, 8", "0, 8"})
  void countsOnceForEachTenOfTheRatioOfSquares(double left, double expected) {
    double weight = LocalWeight.of(grey(), leaving(left), new SyntheticImages(SHAPE, 100, 1));

    // The VAE's grey is rounded to a byte.
    assertThat(weight).isCloseTo(expected, within(0.1));
  }
}
