package dev.surprisal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3);

  @TempDir Path folder;

  @Test
  void oneLabelsImagesAreTakenOutOrLeft() throws IOException {
    Path file = new SyntheticImages(SHAPE, 5, 1).writeTo(folder.resolve("a-images-idx3-ubyte"));
    Files.write(
        folder.resolve("a-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 5, 7, 4, 7, 9, 4});
    ImageSource images = ImageFiles.open(file);

    Labels labels = Labels.of(file, images);

    assertThat(labels.only(7).size()).isEqualTo(2);
    assertThat(labels.only(7).image(1)).isEqualTo(images.image(2));
    assertThat(labels.without(7).size()).isEqualTo(3);
    assertThat(labels.without(7).image(0)).isEqualTo(images.image(1));
    assertThatThrownBy(() -> labels.only(3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at least one image to be left, got none");
  }

  @Test
  void imagesWithoutLabelsBesideThemAreRefused() throws IOException {
    Path file = new SyntheticImages(SHAPE, 5, 1).writeTo(folder.resolve("clean.idx"));

    assertThatThrownBy(() -> Labels.of(file, ImageFiles.open(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--leave-out: expected labels beside ");
  }
}
