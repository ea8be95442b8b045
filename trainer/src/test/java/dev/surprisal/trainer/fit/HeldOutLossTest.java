package dev.surprisal.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutLossTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4);

  /** Strange ones are white, clean ones black, in turn. */
  private static LabelledTransform whiteIfStrange() {
    boolean[] strange = {false};
    return (image, random, row) -> {
      strange[0] = !strange[0];
      Arrays.fill(row, strange[0] ? 1 : 0);
      return strange[0];
    };
  }

  /** −ln σ(right side's logit), by hand: ln 2 for 0; 0.12693 for 2, 2.12693 for −2. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.693147",
    "-2, 2, 0.126928",
    "2, -2, 2.126928",
    "-2, -2, 1.126928",
    "800, 800, 400"
  })
  void isTheMeanCrossEntropy(float ofBlack, float ofWhite, double nats) {
    float[] weights = new float[SHAPE.pixels()];
    Arrays.fill(weights, (ofWhite - ofBlack) / SHAPE.pixels());
    List<Layer> logit =
        List.of(new Dense(SHAPE.pixels(), 1, Activation.IDENTITY, weights, new float[] {ofBlack}));

    HeldOutLoss loss = new HeldOutLoss(new SyntheticImages(SHAPE, 30, 1), whiteIfStrange(), 1);

    assertThat(loss.of(logit)).isCloseTo(nats, within(1e-5));
  }
}
