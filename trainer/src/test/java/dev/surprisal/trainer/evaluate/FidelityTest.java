package dev.surprisal.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Model;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class FidelityTest {
  private static final ImageShape SHAPE = new ImageShape(8, 9);

  /** A grey value for each image and pixel. */
  private record Images(int size, IntBinaryOperator grey) implements ImageSource {
    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public GrayImage image(int index) {
      byte[] pixels = new byte[SHAPE.pixels()];
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (byte) grey.applyAsInt(index, k);
      }
      return GrayImage.of(SHAPE, pixels);
    }

    @Override
    public String name() {
      return "made";
    }
  }

  /** A network that has collapsed: the same grey everywhere, whatever it is shown. */
  private static Model constant(double grey) {
    int pixels = SHAPE.pixels();
    float[] logits = new float[pixels];
    java.util.Arrays.fill(logits, (float) Math.log(grey / (255 - grey)));
    Dense encoder = new Dense(pixels, 2, Activation.IDENTITY, new float[2 * pixels], new float[2]);
    Dense decoder = new Dense(1, pixels, Activation.IDENTITY, new float[pixels], logits);
    return new Model(
        new Vae(SHAPE, 1, List.of(encoder), List.of(decoder), Likelihood.BERNOULLI),
        Optional.empty());
  }

  /** Half of the images 100, half 140: a variance of 20² about 120, which is shown. */
  @Test
  void varianceAndErrorAreThoseOfTheMeanImage() {
    Fidelity fidelity = Fidelity.of(constant(120), new Images(10, (i, k) -> 100 + 40 * (i % 2)));

    assertThat(fidelity.variance()).isEqualTo(400 / 65025.0, within(1e-12));
    assertThat(fidelity.squaredError()).isEqualTo(400 / 65025.0, within(1e-12));
    assertThat(fidelity.explained()).isEqualTo(0, within(1e-12));
    assertThat(fidelity.smoothShare()).isEqualTo(1, within(1e-12));
    assertThat(fidelity.largeError()).isEqualTo(20 / 255.0, within(1e-12));
    assertThat(fidelity.white()).isEqualTo(140 / 255.0, within(1e-12));
  }

  /** Sums of such grey values as doubles in [0, 1] leave a variance just above or below 0. */
  @Test
  void equalImagesHaveNoVarianceAtAll() {
    for (int shade = 1; shade < 250; shade += 7) {
      int grey = shade;
      Fidelity fidelity = Fidelity.of(constant(120), new Images(133, (i, k) -> grey + k % 5));

      assertThat(fidelity.variance()).isZero();
      assertThat(fidelity.explained()).isZero();
    }
  }

  @Test
  void noiseIsNotSmooth() {
    SplittableRandom random = new SplittableRandom(1);
    Images images = new Images(300, (i, k) -> 100 + random.nextInt(40));

    // 120 products an image: the deviation of their correlation is below 1/√(120 · 300) = 0.005.
    assertThat(Fidelity.of(constant(120), images).smoothShare()).isLessThan(0.03);
  }

  /** Bars of one pixel's width: nothing in common with the right, everything with the one below. */
  @Test
  void thinBarsAreSmoothAlongThem() {
    SplittableRandom random = new SplittableRandom(1);
    int[] bars = random.ints(300, 0, SHAPE.width()).toArray();
    Images images = new Images(300, (i, k) -> k % SHAPE.width() == bars[i] ? 255 : 0);

    assertThat(Fidelity.of(constant(28), images).smoothShare()).isEqualTo(1, within(1e-12));
  }
}
