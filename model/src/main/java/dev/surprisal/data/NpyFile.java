package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images of one NumPy array: unsigned bytes, or booleans, which become black and white. */
final class NpyFile {
  private NpyFile() {}

  /**
   * Reads the values of an array of images.
   *
   * @param file the plain {@code .npy} file behind {@code in}, or empty for an entry of a ZIP file;
   *     an array in a plain file that is larger than {@code kept} is memory-mapped
   * @param load a Python expression that loads the array, for advice
   * @param kept most bytes of pixels that are kept in memory
   * @throws BadInputException begun by {@code name} if it is no such array, or truncated
   */
  static ImageSource images(
      String name, NpyHeader header, InputStream in, Optional<Path> file, String load, long kept)
      throws IOException {
    if (!header.images()) {
      throw new BadInputException(
          "%s: expected unsigned bytes, [images, height, width], got %s; %s"
              .formatted(name, header, NpyRecipe.of(header, load)));
    }
    List<Long> sides = header.imageSides();
    long count = sides.get(0);
    long height = sides.get(1);
    long width = sides.get(2);
    boolean fits =
        height >= 1 && width >= 1 && height <= ImageShape.MAX_SIDE && width <= ImageShape.MAX_SIDE;
    if (count < 1 || !fits || count > (Integer.MAX_VALUE - 16L) / (height * width)) {
      throw new BadInputException(
          "%s: expected at least one image of 1 to %d pixels a side, up to 2 GiB in all, got %s"
              .formatted(name, ImageShape.MAX_SIDE, header));
    }
    int bytes = (int) (count * height * width);
    ImageShape shape = new ImageShape((int) height, (int) width);
    boolean asStored = header.unsignedBytes() && !header.fortranOrder();
    if (file.isPresent() && bytes > kept && asStored) {
      expectWhole(name, bytes, Files.size(file.get()) - header.bytes());
      return RawImages.mapped(file.get(), header.bytes(), shape, (int) count);
    }
    byte[] pixels = HeapBudget.read(name, in, bytes, kept);
    expectWhole(name, bytes, pixels.length);
    if (header.booleans()) {
      for (int i = 0; i < bytes; i++) {
        pixels[i] = (byte) (pixels[i] == 0 ? 0 : 255);
      }
    }
    byte[] rows = header.fortranOrder() ? rowMajor(pixels, (int) count, shape) : pixels;
    return RawImages.inMemory(name, shape, (int) count, rows);
  }

  /** From [images, height, width] with the first index running fastest to the last. */
  private static byte[] rowMajor(byte[] fortran, int count, ImageShape shape) {
    byte[] rows = new byte[fortran.length];
    int to = 0;
    for (int image = 0; image < count; image++) {
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          rows[to++] = fortran[image + count * (row + shape.height() * column)];
        }
      }
    }
    return rows;
  }

  private static void expectWhole(String name, long expected, long got) {
    if (got < expected) {
      throw new BadInputException(
          "%s: expected %d bytes of data, got %d; the file is truncated"
              .formatted(name, expected, got));
    }
  }
}
