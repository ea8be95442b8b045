package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  private static final ImageShape SHAPE = new ImageShape(4, 5);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void filesAreReadInTheOrderOfTheirNames(long kept) throws IOException {
    Files.createDirectories(folder.resolve("more/deep"));
    write("b.png", SHAPE, 2);
    write("a.PNG", SHAPE, 1);
    write("more/deep/c.png", SHAPE, 3);
    Files.writeString(folder.resolve("notes.txt"), "no image, and none of our business");

    ImageSource images = ImageFolder.open(folder, kept);

    assertThat(images.shape()).isEqualTo(SHAPE);
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.image(0).pixel(3, 4)).isEqualTo(1);
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(2);
    assertThat(images.image(2).pixel(0, 0)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void everyImageNamesItsFileAlsoInAPartOfTheSet(long kept) throws IOException {
    Files.createDirectories(folder.resolve("cracked"));
    write("a.png", SHAPE, 1);
    write("b.png", SHAPE, 2);
    write("cracked/c.png", SHAPE, 3);

    ImageSource images = ImageFolder.open(folder, kept);

    String last = folder.resolve("cracked/c.png").toString();
    assertThat(images.file(2)).isEqualTo(last);
    assertThat(images.indexInFile(2)).isZero();
    assertThat(images.slice(1, 2).file(1)).isEqualTo(last);
    assertThat(images.slice(1, 2).indexInFile(1)).isZero();
    assertThat(images.where(i -> i > 0).file(1)).isEqualTo(last);
  }

  @Test
  void imageOfAnotherSizeIsNamed() throws IOException {
    write("a.png", SHAPE, 1);
    write("b.png", new ImageShape(5, 4), 1);

    expectRefusal("b.png: expected 4x5, got 5x4");
  }

  @Test
  void brokenImageIsNamed() throws IOException {
    write("a.png", SHAPE, 1);
    byte[] bytes = Files.readAllBytes(folder.resolve("a.png"));
    Files.write(folder.resolve("b.png"), Arrays.copyOf(bytes, bytes.length / 2));

    expectRefusal("b.png");
  }

  @Test
  void fileThatIsNoImageIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.png"), "text");

    expectRefusal("a.png: expected a PNG or JPEG image");
  }

  @Test
  void emptyFolderIsRefused() {
    expectRefusal("expected PNG or JPEG files, or MNIST's, found none");
  }

  private void expectRefusal(String message) {
    assertThatThrownBy(() -> ImageFiles.open(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private void write(String name, ImageShape shape, int grey) throws IOException {
    byte[] pixels = new byte[shape.pixels()];
    Arrays.fill(pixels, (byte) grey);
    Files.write(folder.resolve(name), PngEncoder.encodeOne(GrayImage.of(shape, pixels)));
  }
}
