package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrayImageTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3);

  @Test
  void pixelsAreUnsignedAndRowMajor() {
    GrayImage image = GrayImage.of(SHAPE, PngFile.bytes(0, 1, 2, 253, 254, 255));
    assertThat(image.pixel(0, 2)).isEqualTo(2);
    assertThat(image.pixel(1, 0)).isEqualTo(253);
    assertThat(image.pixel(1, 2)).isEqualTo(255);
  }

  @Test
  void neitherTheGivenNorTheReturnedArrayIsShared() {
    byte[] given = new byte[6];
    GrayImage image = GrayImage.of(SHAPE, given);
    given[0] = 9;
    image.toBytes()[1] = 9;
    assertThat(image.toBytes()).containsOnly(0);
  }

  @Test
  void anotherNumberOfPixelsIsRefused() {
    assertThatThrownBy(() -> GrayImage.of(SHAPE, new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixels: expected 6 for 2x3, got 5");
  }

  @Test
  void shapeIsPartOfWhatAnImageIs() {
    assertThat(GrayImage.of(SHAPE, new byte[6]))
        .isEqualTo(GrayImage.of(SHAPE, new byte[6]))
        .hasSameHashCodeAs(GrayImage.of(SHAPE, new byte[6]))
        .isNotEqualTo(GrayImage.of(new ImageShape(3, 2), new byte[6]));
  }

  @ParameterizedTest
  @CsvSource({"0, 28", "28, 0", "-1, 28", "1025, 28", "28, 1025"})
  void shapeOutsideItsRangeIsRefused(int height, int width) {
    assertThatThrownBy(() -> new ImageShape(height, width))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 1 to 1024 pixels a side, got " + height + "x" + width);
  }
}
