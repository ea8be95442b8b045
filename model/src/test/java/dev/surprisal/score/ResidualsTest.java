package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import org.junit.jupiter.api.Test;

final class ResidualsTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4);

  @Test
  void onlyWhatExceedsTheUsualShowsStretchedToTheRangeLeft() {
    Residuals residuals = new Residuals(gray(0, 100, 100, 255));

    GrayImage map = residuals.map(gray(10, 200, 50, 255), gray(10, 0, 150, 0));

    // Pixel 2 differs by 200 where 100 is usual: 255 · 100 / 155 = 164.
    assertThat(map).isEqualTo(gray(0, 164, 0, 0));
  }

  @Test
  void theOppositeOfWhatWasExpectedIsWhite() {
    Residuals residuals = new Residuals(gray(0, 1, 100, 254));

    GrayImage map = residuals.map(gray(255, 255, 0, 0), gray(0, 0, 255, 255));

    assertThat(map).isEqualTo(gray(255, 255, 255, 255));
  }

  private static GrayImage gray(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return GrayImage.of(SHAPE, bytes);
  }
}
