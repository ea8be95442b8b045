package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * NumPy's format for one array: a magic string, a version, and a header in the form of a Python
 * dictionary, then the values. Source: NumPy Enhancement Proposal 1.
 */
final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([\\d, ]*)\\),?\\s*\\}\\s*");

  private NpyFile() {}

  /**
   * What an array is.
   *
   * @param type of an element, as NumPy writes it; {@code |u1} is an unsigned byte
   * @param fortranOrder whether the first index runs fastest
   * @param bytes of the file up to the first value
   */
  record Header(String type, boolean fortranOrder, List<Long> shape, long bytes) {
    /** Whether it is an array of grey images. */
    boolean images() {
      boolean flat = shape.size() == 3 || (shape.size() == 4 && shape.get(3) == 1);
      return type.equals("|u1") && !fortranOrder && flat;
    }

    @Override
    public String toString() {
      return type + " " + shape + (fortranOrder ? " in Fortran order" : "");
    }
  }

  /**
   * Reads the header; the values follow in the stream.
   *
   * @throws BadInputException begun by {@code name} if there is none
   */
  static Header header(String name, DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new BadInputException("%s: expected a NumPy array, got another file".formatted(name));
    }
    int major = in.readUnsignedByte();
    in.readUnsignedByte();
    int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (major > 1) {
      length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
    }
    if (length < 0 || length > MAX_HEADER) {
      throw new BadInputException(
          "%s: expected a header of at most %d bytes, got %d".formatted(name, MAX_HEADER, length));
    }
    String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(text);
    if (!matcher.matches()) {
      throw new BadInputException("%s: expected a NumPy header, got a broken one".formatted(name));
    }
    List<Long> shape =
        Stream.of(matcher.group(3).split(",", -1))
            .map(String::strip)
            .filter(side -> !side.isEmpty())
            .map(side -> side.length() > 10 ? -1L : Long.parseLong(side))
            .toList();
    int before = MAGIC.length + 2 + (major > 1 ? Integer.BYTES : Short.BYTES);
    return new Header(
        matcher.group(1), matcher.group(2).equals("True"), shape, before + (long) length);
  }

  /**
   * Reads the values of an array of images.
   *
   * @param file that holds nothing but the array, where there is one; then a large array is left in
   *     it
   * @param kept bytes of pixels that are kept in memory at most
   * @throws BadInputException begun by {@code name} if it is no such array, or truncated
   */
  static ImageSource images(
      String name, Header header, InputStream in, Optional<Path> file, long kept)
      throws IOException {
    if (!header.images()) {
      throw new BadInputException(
          "%s: expected unsigned bytes, [images, height, width], got %s".formatted(name, header));
    }
    long count = header.shape().get(0);
    long height = header.shape().get(1);
    long width = header.shape().get(2);
    boolean sides =
        height >= 1 && width >= 1 && height <= ImageShape.MAX_SIDE && width <= ImageShape.MAX_SIDE;
    if (count < 1 || !sides || count * height * width > Integer.MAX_VALUE - 16L) {
      throw new BadInputException(
          "%s: expected at least one image of 1 to %d pixels a side, up to 2 GiB in all, got %s"
              .formatted(name, ImageShape.MAX_SIDE, header));
    }
    int bytes = (int) (count * height * width);
    ImageShape images = new ImageShape((int) height, (int) width);
    if (file.isPresent() && bytes > kept) {
      expectWhole(name, bytes, Files.size(file.get()) - header.bytes());
      return RawImages.mapped(file.get(), header.bytes(), images, (int) count);
    }
    byte[] pixels = Heap.read(name, in, bytes, kept);
    expectWhole(name, bytes, pixels.length);
    return RawImages.inMemory(name, images, (int) count, pixels);
  }

  private static void expectWhole(String name, long expected, long got) {
    if (got < expected) {
      throw new BadInputException(
          "%s: expected %d bytes of data, got %d; the file is truncated"
              .formatted(name, expected, got));
    }
  }
}
