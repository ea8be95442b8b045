package dev.surprisal.data;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.Objects;

/** A contiguous part of another source. */
record Slice(ImageSource whole, int start, int size) implements ImageSource {
  Slice {
    Objects.checkFromIndexSize(start, size, whole.size());
  }

  @Override
  public ImageShape shape() {
    return whole.shape();
  }

  @Override
  public GrayImage image(int index) {
    return whole.image(start + Objects.checkIndex(index, size));
  }

  @Override
  public String file(int index) {
    return whole.file(start + Objects.checkIndex(index, size));
  }

  @Override
  public int indexInFile(int index) {
    return whole.indexInFile(start + Objects.checkIndex(index, size));
  }

  @Override
  public boolean inColour(int index) {
    return whole.inColour(start + Objects.checkIndex(index, size));
  }

  @Override
  public String name() {
    return whole.name() + "[" + start + ".." + (start + size) + "]";
  }
}
