package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.suite.CardMaker;
import dev.surprisal.trainer.suite.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images that this project ships, in {@code data/} of the launcher's folder. */
public final class ProjectData {
  private static final Path DATA =
      Path.of(Optional.ofNullable(System.getenv("SURPRISAL_HOME")).orElse("."), "data");
  private static final Path FASHION = DATA.resolve("fashion-mnist/sample-images-idx3-ubyte.gz");

  private ProjectData() {}

  /**
   * MNIST's test images.
   *
   * @param option that a user gives other images by
   * @param shape of the images that are needed
   * @throws BadInputException that names the option, if they are not there or of another shape
   */
  public static Path mnistTest(String option, ImageShape shape) {
    Path file = DATA.resolve("mnist/t10k-images-idx3-ubyte.gz");
    if (!Files.exists(file)) {
      throw new BadInputException(
          "%s: expected clean images that the model was not trained on, got none, and there is no %s"
              .formatted(option, file));
    }
    ImageShape mnist = ImageFiles.open(file).shape();
    if (!mnist.equals(shape)) {
      throw new BadInputException(
          "%s: expected clean images of %s that the model was not trained on, got none; MNIST's, which are the default, are %s"
              .formatted(option, shape, mnist));
    }
    return file;
  }

  /** The labels of those test images, if they are there. */
  public static Optional<Path> mnistTestLabels() {
    return Optional.of(DATA.resolve("mnist/t10k-labels-idx1-ubyte.gz")).filter(Files::exists);
  }

  /** Every suite that can be made from these images, Fashion-MNIST where it has their shape. */
  public static List<Suite> suites(ImageSource clean) {
    List<Suite> suites = new ArrayList<>(CardMaker.suites(clean));
    if (Files.exists(FASHION)) {
      ImageSource fashion = ImageFiles.open(FASHION);
      if (fashion.shape().equals(clean.shape())) {
        suites.add(CardMaker.suite("Fashion-MNIST", fashion));
      }
    }
    return suites;
  }
}
