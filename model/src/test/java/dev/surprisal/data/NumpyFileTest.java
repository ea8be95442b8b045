package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyFileTest {
  @TempDir Path folder;

  @Test
  void npyIsReadAsNumpyWritesIt() throws IOException {
    // The first 128 bytes are what numpy 1.26's save() wrote for zeros((2, 3, 4), uint8).
    Path file = Files.write(folder.resolve("a.npy"), npy("|u1", "(2, 3, 4)", 24));

    ImageSource images = ImageFiles.open(file);

    assertThat(images.shape()).isEqualTo(new ImageShape(3, 4));
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(12);
    assertThat(images.image(1).pixel(2, 3)).isEqualTo(23);
    assertThat(images.where(i -> i == 1).file(0)).isEqualTo(file.toString());
    assertThat(images.where(i -> i == 1).indexInFile(0)).isEqualTo(1);
  }

  @Test
  void largeArrayStaysInItsFile() throws IOException {
    Path file = write(npy("|u1", "(2, 3, 4)", 24));

    ImageSource images = NumpyFile.images(file, 23);

    assertThat(((RawImages) images).mapped()).isTrue();
    assertThat(images.name()).isEqualTo(file.toString());
    assertThat(images.shape()).isEqualTo(new ImageShape(3, 4));
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(0).pixel(0, 0)).isZero();
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(12);
    assertThat(images.image(1).pixel(2, 3)).isEqualTo(23);
    assertThatThrownBy(() -> images.image(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void largeArrayThatIsTruncatedIsRefused() throws IOException {
    Path file = write(npy("|u1", "(2, 3, 4)", 23));

    assertThatThrownBy(() -> NumpyFile.images(file, 10))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": expected 24 bytes of data, got 23; the file is truncated");
  }

  @Test
  void packedArrayThatIsTooLargeIsRefusedWithWhatToDo() throws IOException {
    Path file = folder.resolve("mnist.npz");
    zip(file, "x_test.npy", npy("|u1", "(1, 2, 2)", 4), "x_train.npy", npy("|u1", "(3, 2, 2)", 12));

    assertThat(NumpyFile.images(file, 12).size()).isEqualTo(3);
    assertThatThrownBy(() -> NumpyFile.images(file, 11))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at most 11 bytes of pixels, a quarter of the heap, got 12")
        .hasMessageContaining("unpack the file");
  }

  @Test
  void npzGivesTrainAndTestImages() throws IOException {
    Path file = folder.resolve("mnist.npz");
    zip(file, "x_test.npy", npy("|u1", "(1, 2, 2)", 4), "x_train.npy", npy("|u1", "(3, 2, 2)", 12));

    assertThat(ImageFiles.open(file).size()).isEqualTo(3);
    assertThat(NumpyFile.test(file)).hasValueSatisfying(t -> assertThat(t.size()).isEqualTo(1));
  }

  @Test
  void npzWithOneArrayOfImagesNeedsNoName() throws IOException {
    Path file = folder.resolve("mine.npz");
    zip(file, "labels.npy", npy("<i8", "(3,)", 24), "pictures.npy", npy("|u1", "(3, 2, 2, 1)", 12));

    assertThat(ImageFiles.open(file).size()).isEqualTo(3);
    assertThat(NumpyFile.test(file)).isEmpty();
  }

  @Test
  void npzWithoutImagesIsRefusedWithWhatItHas() throws IOException {
    Path file = folder.resolve("labels.npz");
    zip(file, "labels.npy", npy("<i8", "(3,)", 24), "more.npy", npy("<f4", "(3, 2, 2)", 48));

    expectRefusal(file, "got 0 in [labels.npy: <i8 [3], more.npy: <f4 [3, 2, 2]]");
  }

  @Test
  void otherArraysAreRefused() throws IOException {
    byte[] good = npy("|u1", "(2, 3, 4)", 24);

    expectRefusal(write(npy("<f4", "(2, 3, 4)", 96)), "expected unsigned bytes");
    expectRefusal(write(npy("|u1", "(24,)", 24)), "expected unsigned bytes");
    expectRefusal(write(npy("|u1", "(2, 3, 99999)", 24)), "1 to 1024 pixels a side");
    expectRefusal(write(npy("|u1", "(2, 3, 5)", 24)), "the file is truncated");
    expectRefusal(write(Arrays.copyOf(good, 9)), "ends within its header");
    expectRefusal(write("text".getBytes(StandardCharsets.UTF_8)), "expected a NumPy array");
  }

  @Test
  void brokenZipIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.npz"), "PK but no more");

    expectRefusal(file, "expected a ZIP file");
  }

  private void expectRefusal(Path file, String message) {
    assertThatThrownBy(() -> ImageFiles.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.npy"), bytes);
  }

  private static void zip(Path file, String a, byte[] first, String b, byte[] second)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(a));
      zip.write(first);
      zip.putNextEntry(new ZipEntry(b));
      zip.write(second);
    }
  }

  private static byte[] npy(String type, String shape, int bytes) {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    out.writeBytes(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < bytes; i++) {
      out.write(i);
    }
    return out.toByteArray();
  }
}
