package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.IdxFile;
import dev.surprisal.data.ImageSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images with the labels that stand beside them, as MNIST names the two files. */
public final class Labels {
  private final ImageSource images;
  private final int[] labels;

  private Labels(ImageSource images, int[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * @param file the images' file, {@code …-images-idx3-ubyte…}
   * @throws BadInputException if there is no file of labels beside it, or not one for each image
   */
  public static Labels of(Path file, ImageSource images) {
    Path beside =
        file.resolveSibling(
            file.getFileName().toString().replaceFirst("images([-.])idx3", "labels$1idx1"));
    if (beside.equals(file) || !Files.exists(beside)) {
      throw new BadInputException(
          "--leave-out: expected labels beside %s, as in t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte"
              .formatted(file));
    }
    int[] labels = IdxFile.labels(beside);
    if (labels.length != images.size()) {
      throw new BadInputException(
          "%s: expected a label for each of %d images, got %d"
              .formatted(beside, images.size(), labels.length));
    }
    return new Labels(images, labels);
  }

  public ImageSource only(int label) {
    return images.where(i -> labels[i] == label);
  }

  public ImageSource without(int label) {
    return images.where(i -> labels[i] != label);
  }
}
