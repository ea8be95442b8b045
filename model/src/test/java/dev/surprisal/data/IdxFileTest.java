package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.surprisal.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  /** Two images of two rows of three pixels. */
  private static final byte[] TWO_IMAGES =
      idx(2051, new int[] {2, 2, 3}, 0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255);

  private static final byte[] THREE_LABELS = idx(2049, new int[] {3}, 7, 0, 255);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void imagesAreReadRowByRow(boolean zipped) throws IOException {
    Path file = write("images", zipped ? gzip(TWO_IMAGES) : TWO_IMAGES);
    ImageSource images = ImageFiles.open(file);
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.shape()).hasToString("2x3");
    assertThat(images.name()).isEqualTo(file.toString());
    assertThat(images.image(0).toBytes()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(images.image(1).pixel(1, 0)).isEqualTo(253);
  }

  @Test
  void imageOutsideTheSetIsRefused() throws IOException {
    ImageSource images = IdxFile.images(write("images", TWO_IMAGES));
    assertThatThrownBy(() -> images.image(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> images.image(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void labelsAreUnsigned() throws IOException {
    assertThat(IdxFile.labels(write("labels", gzip(THREE_LABELS)))).containsExactly(7, 0, 255);
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("nowhere");
    expect(file, file + ": no such file; check the path");
    expectLabels(file, file + ": no such file; check the path");
  }

  @Test
  void folderInPlaceOfAFileIsRefused() {
    assertThatThrownBy(() -> IdxFile.images(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder + ": cannot be read: ");
  }

  @Test
  void labelsGivenForImagesAreNamed() throws IOException {
    Path file = write("labels.gz", gzip(THREE_LABELS));
    expect(
        file,
        file
            + ": expected an IDX3 file (magic 2051), got magic 2049;"
            + " pass the images, not the labels");
  }

  @Test
  void imagesGivenForLabelsAreNamed() throws IOException {
    Path file = write("images", TWO_IMAGES);
    expectLabels(
        file,
        file
            + ": expected an IDX1 file (magic 2049), got magic 2051;"
            + " pass the labels, not the images");
  }

  @Test
  void anotherMagicIsRefused() throws IOException {
    Path file = write("picture.png", idx(0x89504e47, new int[0], 0));
    expect(file, file + ": expected an IDX3 file (magic 2051), got magic -1991225785");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15})
  void fileThatEndsWithinItsHeaderIsRefused(int length) throws IOException {
    Path file = write("short", Arrays.copyOf(TWO_IMAGES, length));
    expect(file, file + ": expected an IDX file, got one that ends within its header");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 27})
  void truncatedFileIsRefused(int length) throws IOException {
    Path file = write("short", Arrays.copyOf(TWO_IMAGES, length));
    expect(
        file,
        file + ": expected 12 bytes of data, got fewer; the file is truncated, fetch it again");
  }

  @Test
  void everyTruncationOfAGzipFileIsRefused() throws IOException {
    byte[] whole = gzip(TWO_IMAGES);
    for (int length = 0; length < whole.length; length++) {
      Path file = write("short.gz", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> IdxFile.images(file))
          .isInstanceOf(BadInputException.class)
          .message()
          .startsWith(file + ": ")
          .hasLineCount(1);
    }
  }

  @Test
  void gzipFileWithAWrongChecksumIsRefused() throws IOException {
    byte[] broken = gzip(TWO_IMAGES);
    broken[broken.length - 5] ^= 1;
    Path file = write("broken.gz", broken);
    assertThatThrownBy(() -> IdxFile.images(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected a gzip file, got a broken one: ")
        .hasMessageEndingWith("; fetch it again");
  }

  @Test
  void bytesAfterTheLastImageAreRefused() throws IOException {
    Path file = write("long", Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length + 1));
    expect(file, file + ": expected 12 bytes of data, got more; the header or the file is broken");
  }

  @ParameterizedTest
  @CsvSource({"0, 28, 28", "-1, 28, 28", "1, 0, 28", "1, 28, -28"})
  void setWithoutPixelsIsRefused(int count, int height, int width) throws IOException {
    Path file = write("none", idx(2051, new int[] {count, height, width}));
    expect(
        file,
        file
            + ": expected at least one image of at least one pixel, got %d of %dx%d"
                .formatted(count, height, width));
  }

  @Test
  void sidesOverTheLimitAreRefused() throws IOException {
    Path file = write("large", idx(2051, new int[] {1, 1025, 1}));
    expect(file, file + ": expected at most 1024 pixels a side, got 1025x1");
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() throws IOException {
    Path file = write("lying", idx(2051, new int[] {Integer.MAX_VALUE, 1024, 1024}));
    assertThatThrownBy(() -> IdxFile.images(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at most 2147483631 bytes of data, the header says");
  }

  @Test
  void headerThatPromisesGigabytesAllocatesNone() throws IOException {
    Path file = write("lying", idx(2051, new int[] {2_000_000_000, 1, 1}, 1, 2, 3));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> IdxFile.images(file)).isInstanceOf(BadInputException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }

  @Test
  void negativeNumberOfLabelsIsRefused() throws IOException {
    Path file = write("labels", idx(2049, new int[] {-1}));
    assertThatThrownBy(() -> IdxFile.labels(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected at most");
  }

  @Test
  void largeFileStaysOnTheDisk() throws IOException {
    Path file = write("large", idx(2051, new int[] {2, 1, 3}, 1, 2, 3, 4, 5, 255));

    ImageSource images = IdxFile.images(file, 5);

    assertThat(((RawImages) images).mapped()).isTrue();
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(0).toBytes()).containsExactly(1, 2, 3);
    assertThat(images.image(1).toBytes()).containsExactly(4, 5, 255);
  }

  @Test
  void largePackedFileIsRefusedWithWhatToDo() throws IOException {
    byte[] plain = idx(2051, new int[] {2, 1, 3}, 1, 2, 3, 4, 5, 255);
    Path file = write("large.gz", gzip(plain));

    assertThat(IdxFile.images(file, 6).size()).isEqualTo(2);
    assertThatThrownBy(() -> IdxFile.images(file, 5))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected at most 5 bytes of pixels");
  }

  private static void expect(Path file, String message) {
    assertThatThrownBy(() -> ImageFiles.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> IdxFile.images(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  private static void expectLabels(Path file, String message) {
    assertThatThrownBy(() -> IdxFile.labels(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] idx(int magic, int[] dimensions, int... elements) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + elements.length);
    file.putInt(magic);
    Arrays.stream(dimensions).forEach(file::putInt);
    Arrays.stream(elements).forEach(element -> file.put((byte) element));
    return file.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }
}
