package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatentsFitTest {
  private static final ImageShape SHAPE = new ImageShape(6, 6);
  private static final int PIXELS = SHAPE.pixels();

  /** The posterior's mean is the first row of pixels, so that each bar has a place of its own. */
  private static Vae firstRow() {
    float[] weights = new float[PIXELS * 12];
    for (int k = 0; k < 6; k++) {
      weights[k * 12 + k] = 1;
    }
    return new Vae(
        SHAPE,
        6,
        List.of(new Dense(PIXELS, 12, Activation.IDENTITY, weights, new float[12])),
        List.of(
            new Dense(6, PIXELS, Activation.IDENTITY, new float[6 * PIXELS], new float[PIXELS])),
        Likelihood.BERNOULLI);
  }

  /** 200/255 and noise of up to 29/255 on average 14.5/255: six places on the axes. */
  @Test
  void everyBarIsNearACentre() {
    SyntheticImages images = new SyntheticImages(SHAPE, 1200, 1);

    CleanLatents latents = LatentsFit.of(firstRow(), images, 1);

    assertThat(latents.count()).isEqualTo(60);
    float[] centres = latents.centres();
    boolean[] seen = new boolean[6];
    for (int c = 0; c < 60; c++) {
      for (int k = 0; k < 6; k++) {
        boolean bar = centres[6 * c + k] > 0.5;
        seen[k] |= bar;
        assertThat((double) centres[6 * c + k]).isCloseTo(bar ? 0.84 : 0.057, within(0.057));
      }
    }
    assertThat(seen).containsOnly(true);
  }

  @Test
  void fewImagesHaveOneCentre() {
    assertThat(LatentsFit.of(firstRow(), new SyntheticImages(SHAPE, 19, 1), 1).count())
        .isEqualTo(1);
  }
}
