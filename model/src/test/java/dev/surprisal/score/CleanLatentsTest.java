package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.DoubleVae;
import org.junit.jupiter.api.Test;

/** What is refused; the distances are compared in {@link SurprisePassTest}. */
class CleanLatentsTest {
  @Test
  void centresOfAnotherWidthAreRefused() {
    assertThatThrownBy(() -> new CleanLatents(3, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nearest: expected centres of 3 values, got 7 values");
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> new CleanLatents(1, new float[] {1, Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nearest: expected finite centres, got NaN");
  }

  @Test
  void modelOfAnotherLatentSpaceIsRefused() {
    ImageShape shape = new ImageShape(6, 5);
    assertThatThrownBy(
            () ->
                new Model(
                    DoubleVae.random(shape, 4, Activation.RELU, 13),
                    Models.surprise(shape).surprise()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nearest: expected centres of 4 values, got 3");
  }
}
