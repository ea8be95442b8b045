package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every mixture of line filters, applied here after the PNG specification, section 9. */
class PngFilterTest {
  @Property(tries = 300)
  void filteredLinesGiveThePixels(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll Random random) {
    ImageShape shape = new ImageShape(height, width);
    byte[] pixels = new byte[shape.pixels()];
    random.nextBytes(pixels);
    GrayImage image = GrayImage.of(shape, pixels);
    int[] lines = new int[height * (1 + width)];
    for (int row = 0; row < height; row++) {
      int filter = random.nextInt(5);
      lines[row * (1 + width)] = filter;
      for (int column = 0; column < width; column++) {
        lines[row * (1 + width) + 1 + column] =
            image.pixel(row, column) - predicted(filter, image, row, column);
      }
    }
    byte[] png = PngFile.header(height, width, 8, PngFile.GRAY, false).lines(lines).end();

    assertThat(new ImageDecoder(shape, false).decode(png, Optional.empty()))
        .isEqualTo(new Decoded.Image(image));
  }

  @Test
  void paethsPredictorIsTheSpecificationsForAllBytes() {
    int wrong = 0;
    for (int i = 0; i < 1 << 24; i++) {
      int left = i >> 16;
      int above = i >> 8 & 0xff;
      int corner = i & 0xff;
      wrong += PngRows.nearest(left, above, corner) == paeth(left, above, corner) ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  private static int predicted(int filter, GrayImage image, int row, int column) {
    int a = column == 0 ? 0 : image.pixel(row, column - 1);
    int b = row == 0 ? 0 : image.pixel(row - 1, column);
    int c = column == 0 || row == 0 ? 0 : image.pixel(row - 1, column - 1);
    return switch (filter) {
      case 0 -> 0;
      case 1 -> a;
      case 2 -> b;
      case 3 -> Math.floorDiv(a + b, 2);
      default -> paeth(a, b, c);
    };
  }

  private static int paeth(int a, int b, int c) {
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    if (pa <= pb && pa <= pc) {
      return a;
    }
    return pb <= pc ? b : c;
  }
}
