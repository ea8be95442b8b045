package dev.surprisal.data;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** A numbered set of grey images of one shape. Safe for use by several threads. */
public interface ImageSource {
  ImageShape shape();

  /** How many images there are, at least 1. */
  int size();

  /**
   * One image.
   *
   * @param index 0 to {@link #size()} − 1
   */
  GrayImage image(int index);

  /** What a person calls this set: the file or folder it came from. */
  String name();

  /**
   * The file that holds one image, so that a person can open it.
   *
   * @param index 0 to {@link #size()} − 1
   * @return a path as the user gave it, extended by what lies below a folder; the set's name where
   *     all images are in one file
   */
  default String file(int index) {
    return name();
  }

  /**
   * The image's number within its {@link #file}, from 0; always 0 for a PNG or JPEG file.
   *
   * @param index 0 to {@link #size()} − 1
   */
  default int indexInFile(int index) {
    return index;
  }

  /**
   * Whether an image's file is in colour, so that its grey values are a conversion.
   *
   * @param index 0 to {@link #size()} − 1
   */
  default boolean inColour(int index) {
    return false;
  }

  /** How many of the images are in colour. */
  default int inColour() {
    return (int) IntStream.range(0, size()).filter(this::inColour).count();
  }

  /**
   * Those images whose index passes, as a set of its own.
   *
   * @throws dev.surprisal.BadInputException if none does
   */
  default ImageSource where(IntPredicate keep) {
    return new Subset(this, keep);
  }

  /** The images from {@code start} on, as a set of its own. */
  default ImageSource slice(int start, int count) {
    return new Slice(this, start, count);
  }
}
