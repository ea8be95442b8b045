package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupplyTest {
  private static final ImageShape SHAPE = new ImageShape(1, 2);

  private final Supply all = new Supply(one(10, 250), one(7, 8), 1, 1);

  @Test
  void everyKindOfAnomalyComesInTurn() {
    List<Specimen> kinds = IntStream.range(0, 6).mapToObj(i -> all.next()).toList();

    assertThat(kinds)
        .containsExactly(
            Specimen.FASHION,
            Specimen.BLANK,
            Specimen.INVERTED,
            Specimen.NOISY,
            Specimen.BROKEN,
            Specimen.FASHION);
  }

  @Test
  void rateOfZeroIsDigitsAlone() {
    Supply digits = new Supply(one(10, 250), one(7, 8), 0, 1);

    assertThat(IntStream.range(0, 100).mapToObj(i -> digits.next())).containsOnly(Specimen.DIGIT);
  }

  @Test
  void bytesAreWhatTheKindSays() {
    assertThat(all.bytes(Specimen.DIGIT)).containsExactly(10, 250);
    assertThat(all.bytes(Specimen.FASHION)).containsExactly(7, 8);
    assertThat(all.bytes(Specimen.BLANK)).containsExactly(0, 0);
    assertThat(all.bytes(Specimen.INVERTED)).containsExactly(245, 5);
  }

  private static ImageSource one(int first, int second) {
    GrayImage image = GrayImage.of(SHAPE, new byte[] {(byte) first, (byte) second});
    return new ImageSource() {
      @Override
      public ImageShape shape() {
        return SHAPE;
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public GrayImage image(int index) {
        return image;
      }

      @Override
      public String name() {
        return "one";
      }
    };
  }
}
