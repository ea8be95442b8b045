package dev.surprisal.trainer;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.NumpyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is to train and to test on.
 *
 * @param train clean images
 * @param test clean images that take no part in training, if there are any
 */
record TrainData(ImageSource train, Optional<ImageSource> test) {
  private static final String TRAIN = "train-images-idx3-ubyte";
  private static final String TEST = "t10k-images-idx3-ubyte";

  /**
   * @param path a folder with MNIST's file names in it, or anything that {@link ImageFiles} opens
   * @param test given by hand; wins over the folder's own
   * @throws BadInputException if there is nothing to train on, or the two differ in shape
   */
  static TrainData open(Path path, Optional<Path> test) {
    Optional<Path> named = find(path, TRAIN);
    ImageSource train = ImageFiles.open(named.orElse(path));
    Optional<ImageSource> tested =
        test.or(() -> named.flatMap(found -> find(path, TEST)))
            .map(ImageFiles::open)
            .or(() -> NumpyFile.test(path));
    tested.ifPresent(images -> expectShape(train, images));
    return new TrainData(train, tested);
  }

  private static Optional<Path> find(Path folder, String name) {
    return Stream.of(name + ".gz", name)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static void expectShape(ImageSource train, ImageSource test) {
    if (!test.shape().equals(train.shape())) {
      throw new BadInputException(
          "%s: expected images of %s, as in %s, got %s"
              .formatted(test.name(), train.shape(), train.name(), test.shape()));
    }
  }
}
