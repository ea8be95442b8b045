package dev.surprisal.data;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;

/** Images that stay in their file and come into memory, outside the heap, as they are read. */
final class MappedImages implements ImageSource {
  private final String name;
  private final ImageShape shape;
  private final int size;
  private final ByteBuffer pixels;

  private MappedImages(String name, ImageShape shape, int size, ByteBuffer pixels) {
    this.name = name;
    this.shape = shape;
    this.size = size;
    this.pixels = pixels;
  }

  /**
   * Takes the pixels for images from {@code offset} on; the file must hold them all, and stay.
   *
   * @param offset where in the file the first pixel is
   */
  static ImageSource open(Path file, long offset, ImageShape shape, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer pixels = channel.map(MapMode.READ_ONLY, offset, (long) size * shape.pixels());
      return new MappedImages(file.toString(), shape, size, pixels);
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
}
