package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BoxSums;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalFitTest {
  private static final ImageShape SHAPE = new ImageShape(16, 16);

  private final LocalResiduals local = LocalFit.of(new SyntheticImages(SHAPE, 400, 1), 1);

  @Test
  void aboutOneFreshCleanImageInTenExceedsTheUsualForEachWindow() {
    SyntheticImages fresh = new SyntheticImages(SHAPE, 500, 2);

    for (int side : LocalResiduals.SIDES) {
      long above =
          IntStream.range(0, fresh.size()).filter(i -> ratio(fresh.image(i), side) > 1).count();
      // Of 500 a tenth is 50, with a deviation of 7; the usual itself comes from 400.
      assertThat(above).as("side %d", side).isBetween(15L, 95L);
    }
  }

  @Test
  void damageOfFourPixelsIsFound() {
    SyntheticImages fresh = new SyntheticImages(SHAPE, 100, 3);

    long found =
        IntStream.range(0, 100).filter(i -> ratio(damaged(fresh.image(i), i), 3) > 1.5).count();

    assertThat(found).isGreaterThan(95);
  }

  private static GrayImage damaged(GrayImage image, int index) {
    byte[] pixels = image.toBytes();
    int corner = (3 + index % 9) * 16 + 2 + index % 11;
    for (int at : new int[] {corner, corner + 1, corner + 16, corner + 17}) {
      pixels[at] = (byte) ((pixels[at] & 0xff) > 100 ? 0 : 180);
    }
    return GrayImage.of(SHAPE, pixels);
  }

  private double ratio(GrayImage image, int side) {
    float[] residual = residual(image);
    BoxSums boxes = new BoxSums(SHAPE, side);
    float[] sums = boxes.of(residual, side);
    float[] usual = local.usual(side);
    return IntStream.range(0, usual.length)
        .mapToDouble(k -> Math.abs(sums[boxes.index(k)]) / usual[k])
        .max()
        .orElseThrow();
  }

  /** In plain loops. */
  private float[] residual(GrayImage image) {
    float[] x = new float[SHAPE.pixels()];
    image.toUnit(x, 0);
    float[] values = x;
    for (Layer layer : local.autoencoder()) {
      float[] weights = ((Dense) layer).weights();
      float[] next = layer.bias();
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < next.length; j++) {
          next[j] += values[i] * weights[i * next.length + j];
        }
      }
      values = next;
    }
    for (int k = 0; k < x.length; k++) {
      x[k] -= values[k];
    }
    return x;
  }
}
