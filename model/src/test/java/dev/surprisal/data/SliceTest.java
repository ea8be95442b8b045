package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTest {
  private static final ImageShape ONE_PIXEL = new ImageShape(1, 1);

  /** Five images, each of one pixel that holds its number. */
  private final ImageSource five = new Numbered(5);

  @Test
  void sliceHasTheImagesFromItsStartOn() {
    ImageSource slice = five.slice(1, 3);
    assertThat(slice.size()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(i -> slice.image(i).pixel(0, 0))).containsExactly(1, 2, 3);
  }

  @Test
  void sliceOfASliceCountsFromThatSlice() {
    assertThat(five.slice(1, 4).slice(2, 2).image(0).pixel(0, 0)).isEqualTo(3);
  }

  @Test
  void nameSaysWhichPart() {
    assertThat(five.slice(1, 3).name()).isEqualTo("five[1..4]");
  }

  @Test
  void imageBeyondTheSliceIsRefusedThoughTheWholeHasIt() {
    ImageSource slice = five.slice(1, 3);
    assertThatThrownBy(() -> slice.image(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "0, 6", "5, 1", "3, -1"})
  void sliceBeyondTheWholeIsRefused(int start, int size) {
    assertThatThrownBy(() -> five.slice(start, size)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private record Numbered(int size) implements ImageSource {
    @Override
    public ImageShape shape() {
      return ONE_PIXEL;
    }

    @Override
    public GrayImage image(int index) {
      return GrayImage.of(ONE_PIXEL, new byte[] {(byte) index});
    }

    @Override
    public String name() {
      return "five";
    }
  }
}
