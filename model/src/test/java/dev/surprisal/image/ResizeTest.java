package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeTest {
  @Test
  void halvingTakesTheMeanOfFourPixels() {
    byte[] gray = PngFile.bytes(0, 10, 200, 100, 20, 30, 100, 200);
    // (0 + 10 + 20 + 30)/4 and (200 + 100 + 100 + 200)/4
    assertThat(Resize.area(gray, 2, 4, new ImageShape(1, 2))).isEqualTo(PngFile.bytes(15, 150));
  }

  @Test
  void aPixelOnTheBorderCountsByItsShare() {
    byte[] gray = PngFile.bytes(0, 90, 255);
    // 3 to 2: (0 × 1 + 90 × ½)/1.5 = 30; (90 × ½ + 255 × 1)/1.5 = 200
    assertThat(Resize.area(gray, 1, 3, new ImageShape(1, 2))).isEqualTo(PngFile.bytes(30, 200));
  }

  @Test
  void enlargingRepeatsPixels() {
    assertThat(Resize.area(PngFile.bytes(7, 200), 1, 2, new ImageShape(2, 4)))
        .isEqualTo(PngFile.bytes(7, 7, 200, 200, 7, 7, 200, 200));
  }

  @Test
  void rowsAreHalvedAsColumnsAre() {
    assertThat(Resize.area(PngFile.bytes(0, 255, 90, 45), 2, 2, new ImageShape(1, 2)))
        .isEqualTo(PngFile.bytes(45, 150));
  }

  @Property(tries = 300)
  void neitherUndershootsNorOvershoots(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int toHeight,
      @ForAll @IntRange(min = 1, max = 40) int toWidth,
      @ForAll byte value) {
    byte[] gray = new byte[height * width];
    java.util.Arrays.fill(gray, value);
    assertThat(Resize.area(gray, height, width, new ImageShape(toHeight, toWidth)))
        .containsOnly(value);
  }
}
