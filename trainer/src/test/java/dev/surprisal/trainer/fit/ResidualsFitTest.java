package dev.surprisal.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualsFitTest {
  private static final ImageShape SHAPE = new ImageShape(1, 3);

  /** The model expects 128 (a logit of 0) everywhere; the images differ from that by 0 to 99. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void ninetyNinePercentOfTheImagesStayBelow(int pixelsAtATime) {
    Model model = new Model(constant(), Optional.empty());

    byte[] usual = ResidualsFit.of(model, new Ramp(), pixelsAtATime).usual().toBytes();

    // Pixel 0 is off by i, pixel 1 by i/2, pixel 2 never; the 99th of 100 values in order.
    assertThat(usual).containsExactly(98, 49, 0);
  }

  private static Vae constant() {
    Dense encoder = new Dense(3, 2, Activation.IDENTITY, new float[6], new float[2]);
    Dense decoder = new Dense(1, 3, Activation.IDENTITY, new float[3], new float[3]);
    return new Vae(SHAPE, 1, List.of(encoder), List.of(decoder), Likelihood.BERNOULLI);
  }

  private record Ramp() implements ImageSource {
    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public int size() {
      return 100;
    }

    @Override
    public GrayImage image(int index) {
      return GrayImage.of(
          SHAPE, new byte[] {(byte) (128 - index), (byte) (128 + index / 2), (byte) 128});
    }

    @Override
    public String name() {
      return "ramp";
    }
  }
}
