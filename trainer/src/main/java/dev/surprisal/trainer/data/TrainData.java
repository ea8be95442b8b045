package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.IdxFile;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.NumpyFile;
import dev.surprisal.data.ReadOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The images to train and to test on.
 *
 * @param train clean images
 * @param test clean images that take no part in training, if there are any
 * @param testLabels one a test image, if they are known
 */
public record TrainData(
    ImageSource train, Optional<ImageSource> test, Optional<List<Integer>> testLabels) {
  private static final String TRAIN = "train-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final String TEST = "t10k-images-idx3-ubyte";

  /**
   * @param path a folder with MNIST's file names in it, or anything that {@link ImageFiles} opens
   * @param test given by hand; wins over the folder's own
   * @param options of the images' files
   * @throws BadInputException if there is nothing to train on, or the two differ in shape
   */
  public static TrainData open(Path path, Optional<Path> test, ReadOptions options) {
    Optional<Path> named = IdxFile.find(path, TRAIN);
    ImageSource train = ImageFiles.open(named.orElse(path), options);
    Optional<ImageSource> tested =
        test.or(() -> named.flatMap(found -> IdxFile.find(path, TEST)))
            .map(file -> ImageFiles.open(file, options))
            .or(() -> NumpyFile.test(path));
    tested.ifPresent(images -> expectShape(train, images));
    Optional<List<Integer>> labels =
        test.isPresent()
            ? Optional.empty()
            : IdxFile.find(path, TEST_LABELS)
                .map(IdxFile::labels)
                .map(all -> Arrays.stream(all).boxed().toList())
                .filter(all -> all.size() == tested.map(ImageSource::size).orElse(0));
    return new TrainData(train, tested, labels);
  }

  /**
   * The same without one label's images, to see what a model makes of images that it has never met.
   *
   * @param folder with MNIST's file names in it, labels included
   * @throws BadInputException if the labels are not there
   */
  public TrainData without(int label, Path folder) {
    Path file =
        IdxFile.find(folder, TRAIN)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--leave-out: expected a folder with MNIST's file names, got " + folder));
    Optional<List<Integer>> kept =
        testLabels.map(all -> all.stream().filter(l -> l != label).toList());
    return new TrainData(
        Labels.of(file, train).without(label),
        test.flatMap(images -> testLabels.map(all -> images.where(i -> all.get(i) != label))),
        kept);
  }

  private static void expectShape(ImageSource train, ImageSource test) {
    if (!test.shape().equals(train.shape())) {
      throw new BadInputException(
          "%s: expected images of %s, as in %s, got %s"
              .formatted(test.name(), train.shape(), train.name(), test.shape()));
    }
  }
}
