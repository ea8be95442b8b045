package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Some of another source's images, in its order. */
final class Subset implements ImageSource {
  private final ImageSource whole;
  private final int[] indices;

  /**
   * @throws BadInputException if none is kept
   */
  Subset(ImageSource whole, IntPredicate keep) {
    this.whole = whole;
    this.indices = IntStream.range(0, whole.size()).filter(keep).toArray();
    if (indices.length == 0) {
      throw new BadInputException(
          "%s: expected at least one image to be left, got none".formatted(whole.name()));
    }
  }

  @Override
  public ImageShape shape() {
    return whole.shape();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public GrayImage image(int index) {
    return whole.image(indices[index]);
  }

  @Override
  public String file(int index) {
    return whole.file(indices[index]);
  }

  @Override
  public int indexInFile(int index) {
    return whole.indexInFile(indices[index]);
  }

  @Override
  public boolean inColour(int index) {
    return whole.inColour(indices[index]);
  }

  @Override
  public String name() {
    return whole.name();
  }
}
