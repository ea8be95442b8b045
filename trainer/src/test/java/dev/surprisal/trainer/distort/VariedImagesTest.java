package dev.surprisal.trainer.distort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.data.Split;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VariedImagesTest {
  private static final ImageSource CLEAN = new SyntheticImages(new ImageShape(6, 5), 200, 1);
  private static final Invariance MIRROR = Invariance.of("mirror");

  @Test
  void toFitEachImageIsFollowedByItsMirrorImage() {
    ImageSource all = VariedImages.inAllWays(CLEAN, MIRROR);

    assertThat(all.size()).isEqualTo(400);
    assertThat(all.image(14)).isEqualTo(CLEAN.image(7));
    assertThat(all.image(15)).isEqualTo(mirrored(CLEAN.image(7)));
    assertThat(all.indexInFile(15)).isEqualTo(7);
  }

  @Test
  void allPartsAreVariedAndOnlyTheFittedOneGrows() {
    Split split = VariedImages.in(new Split(CLEAN, CLEAN, CLEAN, "digest"), MIRROR);

    assertThat(split.fit().size()).isEqualTo(400);
    expectInOneWay(split.tune());
    expectInOneWay(split.calibrate());
    assertThat(split.sha256()).isEqualTo("digest");
  }

  @Test
  void toMeasureEachImageIsThereOnceAndAlwaysTheSame() {
    ImageSource one = VariedImages.inOneWay(CLEAN, MIRROR);

    expectInOneWay(one);
    assertThat(one.image(3)).isEqualTo(one.image(3));
  }

  /** Of 200 images half, with a deviation of 7. */
  private static void expectInOneWay(ImageSource one) {
    assertThat(one.size()).isEqualTo(200);
    long right = IntStream.range(0, 200).filter(i -> one.image(i).equals(CLEAN.image(i))).count();
    long turned =
        IntStream.range(0, 200).filter(i -> one.image(i).equals(mirrored(CLEAN.image(i)))).count();
    assertThat(right).isBetween(72L, 128L);
    assertThat(right + turned).isEqualTo(200);
  }

  @Test
  void withoutInvarianceTheImagesAreTheirOwn() {
    assertThat(VariedImages.inAllWays(CLEAN, Invariance.NONE)).isSameAs(CLEAN);
    assertThat(VariedImages.inOneWay(CLEAN, Invariance.NONE)).isSameAs(CLEAN);
  }

  private static GrayImage mirrored(GrayImage image) {
    byte[] pixels = image.toBytes();
    byte[] mirrored = new byte[30];
    for (int i = 0; i < 30; i++) {
      mirrored[i] = pixels[i / 5 * 5 + 4 - i % 5];
    }
    return GrayImage.of(image.shape(), mirrored);
  }
}
