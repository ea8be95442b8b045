package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The IDX format of MNIST: a magic number (2051 for images, 2049 for labels), the dimensions as
 * big-endian 32-bit numbers, then one unsigned byte an element. Source: Y. LeCun, C. Cortes, C. J.
 * C. Burges, "The MNIST database of handwritten digits".
 */
public final class IdxFile {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;

  /** Bytes before the first pixel. */
  private static final int HEADER = 16;

  /** Most bytes of one array, or of one mapped file. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 16L;

  private IdxFile() {}

  /**
   * Reads a whole IDX3 file of images, gzipped or not, into memory.
   *
   * @throws BadInputException with one line that says what is wrong
   */
  public static ImageSource images(Path file) {
    return images(file, HeapBudget.PIXELS);
  }

  static ImageSource images(Path file, long kept) {
    return read(file, in -> images(file, in, kept));
  }

  /**
   * Reads a whole IDX1 file of labels, gzipped or not.
   *
   * @return one label an image, 0 to 255
   * @throws BadInputException with one line that says what is wrong
   */
  public static int[] labels(Path file) {
    return read(file, in -> labels(file, in));
  }

  private static ImageSource images(Path file, DataInputStream in, long kept) throws IOException {
    expectMagic(file, in, IMAGES, LABELS, "pass the images, not the labels");
    int count = in.readInt();
    int height = in.readInt();
    int width = in.readInt();
    if (count < 1 || height < 1 || width < 1) {
      throw new BadInputException(
          "%s: expected at least one image of at least one pixel, got %d of %dx%d"
              .formatted(file, count, height, width));
    }
    if (height > ImageShape.MAX_SIDE || width > ImageShape.MAX_SIDE) {
      throw new BadInputException(
          "%s: expected at most %d pixels a side, got %dx%d"
              .formatted(file, ImageShape.MAX_SIDE, height, width));
    }
    ImageShape shape = new ImageShape(height, width);
    long bytes = (long) count * shape.pixels();
    expectAtMost(file, bytes);
    if (bytes > kept && Files.size(file) == HEADER + bytes) {
      return RawImages.mapped(file, HEADER, shape, count);
    }
    byte[] pixels = elements(file, in, bytes, kept);
    return RawImages.inMemory(file.toString(), shape, count, pixels);
  }

  private static int[] labels(Path file, DataInputStream in) throws IOException {
    expectMagic(file, in, LABELS, IMAGES, "pass the labels, not the images");
    byte[] bytes = elements(file, in, in.readInt(), HeapBudget.PIXELS);
    int[] labels = new int[bytes.length];
    Arrays.setAll(labels, i -> bytes[i] & 0xff);
    return labels;
  }

  private static void expectMagic(
      Path file, DataInputStream in, int expected, int mistaken, String advice) throws IOException {
    int magic = in.readInt();
    if (magic != expected) {
      throw new BadInputException(
          "%s: expected an IDX%d file (magic %d), got magic %d%s"
              .formatted(
                  file, expected & 0xff, expected, magic, magic == mistaken ? "; " + advice : ""));
    }
  }

  private static byte[] elements(Path file, InputStream in, long expected, long kept)
      throws IOException {
    expectAtMost(file, expected);
    try {
      byte[] bytes = HeapBudget.read(file.toString(), in, expected, kept);
      if (bytes.length < expected) {
        throw new EOFException("got %d".formatted(bytes.length));
      }
      // At the end of its data, gzip compares its own checksum.
      if (in.read() >= 0) {
        throw new BadInputException(
            "%s: expected %d bytes of data, got more; the header or the file is broken"
                .formatted(file, expected));
      }
      return bytes;
    } catch (EOFException e) {
      throw new BadInputException(
          "%s: expected %d bytes of data, got fewer; the file is truncated, fetch it again"
              .formatted(file, expected),
          e);
    }
  }

  private static void expectAtMost(Path file, long bytes) {
    if (bytes < 0 || bytes > MAX_ELEMENTS) {
      throw new BadInputException(
          "%s: expected at most %d bytes of data, the header says %d; split the file, or save the images as PNG files in a folder"
              .formatted(file, MAX_ELEMENTS, bytes));
    }
  }

  /**
   * Finds one of MNIST's files in a folder, under the names in use: {@code
   * train-images-idx3-ubyte}, {@code train-images.idx3-ubyte}, which some unpackers write, and both
   * with {@code .gz} appended.
   *
   * @param name as MNIST's own, without {@code .gz}
   */
  public static Optional<Path> find(Path folder, String name) {
    String dotted = name.replaceFirst("-(idx\\d)", ".$1");
    return Stream.of(name + ".gz", name, dotted + ".gz", dotted)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static <T> T read(Path file, Reading<T> reading) {
    Checksums.verify(file);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        DataInputStream in = new DataInputStream(unzipped(raw))) {
      return reading.from(in);
    } catch (EOFException e) {
      throw new BadInputException(
          "%s: expected an IDX file, got one that ends within its header".formatted(file), e);
    } catch (ZipException e) {
      throw new BadInputException(
          "%s: expected a gzip file, got a broken one: %s; fetch it again"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", file, e);
    }
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw;
  }
}
