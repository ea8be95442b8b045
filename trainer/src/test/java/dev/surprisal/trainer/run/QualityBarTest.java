package dev.surprisal.trainer.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.trainer.evaluate.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused at one end and passed at the other. Grey values are written as 0 to 255. */
class QualityBarTest {
  @Test
  void equalImagesAreRefused() {
    assertThatThrownBy(
            () -> QualityBar.expectReconstructs(new Fidelity(160, 1, 0, 0, 0, 1), "give up"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("images to calibrate on that differ, got 160 equal ones");
  }

  /**
   * MNIST's variance is 66 grey values squared; of a collapsed network, its errors are as large as
   * its whites.
   */
  @ParameterizedTest
  @CsvSource({
    "a collapsed network on digits, 66, 66, .8, 253, 254",
    "the same on digits as dim as 12 bits in 16, 4.1, 4.1, .8, 15.8, 16",
    "the same on white paper with ink, 66, 66, .8, 253, 255",
    "a network that explains a twentieth of digits, 64.4, 66, .8, 250, 254",
    "sparks on black, 12, 12, .6, 255, 255",
    "an untrained network before a fixed scene, 60, 4, 0, 100, 220"
  })
  void isRefused(
      String what, double error, double deviation, double smooth, double large, double white) {
    assertThatThrownBy(
            () ->
                QualityBar.expectReconstructs(
                    fidelity(error, deviation, smooth, large, white), "give up"))
        .as(what)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no bundle written: the model explains");
  }

  @ParameterizedTest
  @CsvSource({
    "two latent dimensions of digits, 54, 66, .8, 240, 254",
    "a fixed scene with noise of 3, 3.02, 3, 0, 10, 220",
    "a fixed scene with lighting of 5 % that is not learnt, 4.7, 4.7, .55, 18, 220",
    "the same learnt, 3.1, 4.7, .55, 11, 220",
    "grey paper with strong noise, 20.2, 20, 0, 66, 200"
  })
  void passes(
      String what, double error, double deviation, double smooth, double large, double white) {
    assertThatCode(
            () ->
                QualityBar.expectReconstructs(
                    fidelity(error, deviation, smooth, large, white), "give up"))
        .as(what)
        .doesNotThrowAnyException();
  }

  private static Fidelity fidelity(
      double error, double deviation, double smooth, double large, double white) {
    return new Fidelity(
        100,
        Math.pow(error / 255, 2),
        Math.pow(deviation / 255, 2),
        smooth,
        large / 255,
        white / 255);
  }
}
