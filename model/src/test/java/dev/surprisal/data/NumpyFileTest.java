package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageDecoder;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyFileTest {
  @TempDir Path folder;

  @Test
  void npyIsReadAsNumpyWritesIt() throws IOException {
    // The first 128 bytes are what numpy 1.26's save() wrote for zeros((2, 3, 4), uint8).
    Path file = Files.write(folder.resolve("a.npy"), npy("|u1", "(2, 3, 4)", 24));

    ImageSource images = open(file);

    assertThat(images.shape()).isEqualTo(new ImageShape(3, 4));
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(12);
    assertThat(images.image(1).pixel(2, 3)).isEqualTo(23);
    assertThat(images.where(i -> i == 1).file(0)).isEqualTo(file.toString());
    assertThat(images.where(i -> i == 1).indexInFile(0)).isEqualTo(1);
  }

  /** Each of these headers is read by numpy 1.24, the one with 40L only from before version 3. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'shape': (2, 3, 4), 'fortran_order': False, 'descr': '|u1'}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L, 4L), }",
        "{\"descr\": \"|u1\", \"fortran_order\": False, \"shape\": (2, 3, 4)}",
        "{'descr': '<u1', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{'descr': '=u1', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{'descr': '>u1', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{'descr': 'u1', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{'descr': 'uint8', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{'descr': 'B', 'fortran_order': False, 'shape': (2, 3, 4), }",
        "{  'descr' :'|u1','fortran_order':False , 'shape':( 2,3 ,4 ,)  }  ",
        "{u'descr': u'|u1', u'fortran_order': False, u'shape': (2, 3, 4), }",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 1), }",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 3, 4), }"
      })
  void headersThatNumpyReadsAreRead(String header) throws IOException {
    for (int version = 1; version <= 3; version++) {
      ImageSource images = open(write(npy(version, header, 24)));

      assertThat(images.shape()).isEqualTo(new ImageShape(3, 4));
      assertThat(images.image(1).pixel(0, 1)).isEqualTo(13);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '|u1', 'fortran_order': False}",
        "{'descr': '|u1', 'fortran_order': 0, 'shape': (2, 3, 4)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': [2, 3, 4]}",
        "'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4)"
      })
  void headersThatNumpyDoesNotReadAreRefused(String header) throws IOException {
    expectRefusal(write(npy(1, header, 24)), "expected a NumPy header, got a broken one");
  }

  @Test
  void fortranOrderIsTurnedAround() throws IOException {
    Path file = write(npy(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }", 24));

    ImageSource images = open(file);

    // Element [n, h, w] is at n + 2h + 6w.
    assertThat(images.image(1).pixel(2, 3)).isEqualTo(1 + 4 + 18);
    assertThat(images.image(0).pixel(1, 3)).isEqualTo(2 + 18);
  }

  @Test
  void booleansBecomeBlackAndWhite() throws IOException {
    ImageSource images = open(write(npy("|b1", "(2, 3, 4)", 24)));

    assertThat(images.image(0).pixel(0, 0)).isZero();
    assertThat(images.image(0).pixel(0, 1)).isEqualTo(255);
  }

  @Test
  void kindAndLayoutThatAreNotReadComeWithARecipe() throws IOException {
    expectRefusal(
        write(npy("<f4", "(3, 2, 2)", 48)),
        "got <f4 [3, 2, 2]; convert it: x = np.load('x.npy'); np.save('images.npy', (x * 255).round().astype('uint8')) if it holds 0 to 1");
    expectRefusal(write(npy("<u2", "(3, 2, 2)", 24)), "(x / 4095 * 255).round().astype('uint8')");
    expectRefusal(write(npy("|u1", "(3, 2, 2, 3)", 36)), "x[..., :3] @ [.299, .587, .114]");
    expectRefusal(write(npy("|u1", "(3, 784)", 9)), "x.reshape(-1, 28, 28)");
  }

  @Test
  void arrayOfAnNpzCanBeChosen() throws IOException {
    Path file = folder.resolve("both.npz");
    zip(file, "a.npy", npy("|u1", "(1, 2, 2)", 4), "b.npy", npy("|u1", "(3, 2, 2)", 12));

    assertThat(open(Path.of(file + ":b")).size()).isEqualTo(3);
    assertThat(open(Path.of(file + ":b")).name()).isEqualTo(file + ":b");
    expectRefusal(file, "choose one, as in " + file + ":NAME");
    assertThatThrownBy(() -> open(Path.of(file + ":c")))
        .hasMessage(file + ": expected an array named c, got [a, b]");
  }

  @Test
  void trainAndTestImagesOfMedMnistAreFound() throws IOException {
    Path file = folder.resolve("pathmnist.NPZ");
    zip(
        file,
        "train_images.npy",
        npy("|u1", "(3, 2, 2)", 12),
        "test_images.npy",
        npy("|u1", "(1, 2, 2)", 4));

    assertThat(open(file).size()).isEqualTo(3);
    assertThat(NumpyFile.test(file)).hasValueSatisfying(t -> assertThat(t.size()).isEqualTo(1));
  }

  @Test
  void endingOfAFileDoesNotMatter() throws IOException {
    byte[] npy = npy("|u1", "(2, 3, 4)", 24);

    assertThat(open(Files.write(folder.resolve("UPPER.NPY"), npy)).size()).isEqualTo(2);
    assertThat(open(Files.write(folder.resolve("array"), npy)).size()).isEqualTo(2);
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

    assertThat(open(file).size()).isEqualTo(3);
    assertThat(NumpyFile.test(file)).hasValueSatisfying(t -> assertThat(t.size()).isEqualTo(1));
  }

  @Test
  void npzWithOneArrayOfImagesNeedsNoName() throws IOException {
    Path file = folder.resolve("mine.npz");
    zip(file, "labels.npy", npy("<i8", "(3,)", 24), "pictures.npy", npy("|u1", "(3, 2, 2, 1)", 12));

    assertThat(open(file).size()).isEqualTo(3);
    assertThat(NumpyFile.test(file)).isEmpty();
  }

  @Test
  void npzWithoutImagesIsRefusedWithWhatItHas() throws IOException {
    Path file = folder.resolve("labels.npz");
    zip(file, "labels.npy", npy("<i8", "(3,)", 24), "more.npy", npy("<f4", "(3, 2, 2)", 48));

    expectRefusal(file, "got 0 in [labels: <i8 [3], more: <f4 [3, 2, 2]]");
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

  /** These arrays are dark; that is not what is tested. */
  private static ImageSource open(Path file) {
    return ImageFiles.open(file, new ReadOptions(false, ImageDecoder.FULL_WHITE, notice -> {}));
  }

  private void expectRefusal(Path file, String message) {
    assertThatThrownBy(() -> open(file))
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
    return npy(
        1, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape), bytes);
  }

  private static byte[] npy(int version, String header, int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0, 118, 0});
    out.writeBytes(new byte[version == 1 ? 0 : 2]);
    out.writeBytes(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < bytes; i++) {
      out.write(i);
    }
    return out.toByteArray();
  }
}
