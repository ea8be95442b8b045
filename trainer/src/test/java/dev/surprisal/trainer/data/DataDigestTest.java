package dev.surprisal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import org.junit.jupiter.api.Test;

class DataDigestTest {
  /** Two pixels each, all different but for the last {@code copies}. */
  private record Images(int size, int copies) implements ImageSource {
    @Override
    public ImageShape shape() {
      return new ImageShape(1, 2);
    }

    @Override
    public GrayImage image(int index) {
      int value = Math.min(index, size - copies);
      return GrayImage.of(shape(), new byte[] {(byte) (value >> 8), (byte) value});
    }

    @Override
    public String name() {
      return "set.npy";
    }
  }

  /** The digest of the bytes 0 0, 0 1, 0 2 by {@code sha256sum}. */
  @Test
  void digestIsThatOfAllPixels() {
    assertThat(DataDigest.of(new Images(3, 1)).sha256())
        .isEqualTo("a31e910680405ce5f30bc28f9a1cef773c238ba2574e121d94d63271a1651b94");
  }

  @Test
  void commonestImageIsCounted() {
    DataDigest digest = DataDigest.of(new Images(800, 200));

    assertThat(digest.copies()).isEqualTo(200);
    assertThat(digest.commonest()).isEqualTo(600);
    assertThat(DataDigest.of(new Images(800, 1)).copies()).isEqualTo(1);
  }

  @Test
  void cameraThatHungIsRefused() {
    ImageSource images = new Images(800, 200);

    assertThatThrownBy(() -> DataDigest.of(images).expectFewCopies(images))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("set.npy: expected images that differ, got 200 equal ones among 800")
        .hasMessageContaining("image 600");
  }

  @Test
  void someCopiesAreNoted() {
    ImageSource some = new Images(800, 8);
    ImageSource few = new Images(800, 7);

    DataDigest.of(some).expectFewCopies(some);
    assertThat(DataDigest.of(some).warning(some))
        .hasValue("8 of 800 images are equal to image 792");
    assertThat(DataDigest.of(few).warning(few)).isEmpty();
  }
}
