package dev.surprisal.data;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.Arrays;
import java.util.Objects;

/** Every image in one array. */
final class InMemoryImages implements ImageSource {
  private final String name;
  private final ImageShape shape;
  private final int size;
  private final byte[] pixels;

  InMemoryImages(String name, ImageShape shape, int size, byte[] pixels) {
    this.name = name;
    this.shape = shape;
    this.size = size;
    this.pixels = pixels;
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
    int start = Objects.checkIndex(index, size) * shape.pixels();
    return GrayImage.of(shape, Arrays.copyOfRange(pixels, start, start + shape.pixels()));
  }

  @Override
  public String name() {
    return name;
  }
}
