package dev.surprisal.data;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** Images whose pixels lie one after the other, in memory or in a file. */
final class RawImages implements ImageSource {
  private final String name;
  private final ImageShape shape;
  private final int size;
  private final ByteBuffer pixels;

  /** One for each image; empty where one file holds them all. */
  private final List<Path> files;

  private final BitSet inColour;

  private RawImages(
      String name,
      ImageShape shape,
      int size,
      ByteBuffer pixels,
      List<Path> files,
      BitSet inColour) {
    this.inColour = inColour;
    this.name = name;
    this.files = files;
    this.shape = shape;
    this.size = size;
    this.pixels = pixels;
  }

  /**
   * Takes over an array that nobody else writes to.
   *
   * @param pixels {@code [size, height, width]}, row-major
   */
  static RawImages inMemory(String name, ImageShape shape, int size, byte[] pixels) {
    return new RawImages(name, shape, size, ByteBuffer.wrap(pixels), List.of(), new BitSet());
  }

  /**
   * As {@link #inMemory(String, ImageShape, int, byte[])}, for images that came from a file each.
   *
   * @param inColour which of the files are in colour
   */
  static RawImages inMemory(
      String name, ImageShape shape, List<Path> files, byte[] pixels, BitSet inColour) {
    return new RawImages(name, shape, files.size(), ByteBuffer.wrap(pixels), files, inColour);
  }

  /**
   * Maps the pixels into memory outside the heap. The file must hold them all, and must not be
   * changed or deleted while they are in use.
   *
   * @param offset where in the file the first pixel is
   */
  static RawImages mapped(Path file, long offset, ImageShape shape, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer pixels = channel.map(MapMode.READ_ONLY, offset, (long) size * shape.pixels());
      return new RawImages(file.toString(), shape, size, pixels, List.of(), new BitSet());
    }
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public GrayImage image(int index) {
    byte[] image = new byte[shape.pixels()];
    pixels.get(Objects.checkIndex(index, size) * shape.pixels(), image);
    return GrayImage.of(shape, image);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String file(int index) {
    return files.isEmpty() ? name : files.get(index).toString();
  }

  @Override
  public int indexInFile(int index) {
    return files.isEmpty() ? index : 0;
  }

  @Override
  public boolean inColour(int index) {
    return inColour.get(index);
  }

  /** Whether they stay in their file. */
  boolean mapped() {
    return pixels.isDirect();
  }
}
