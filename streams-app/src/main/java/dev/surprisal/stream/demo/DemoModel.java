package dev.surprisal.stream.demo;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The demo's model, which a trainer process fits on first use and which is then kept. */
final class DemoModel {
  private final Path home;

  /**
   * @param home where the launcher and the data are
   */
  DemoModel(Path home) {
    this.home = home;
  }

  /**
   * The bundle's folder.
   *
   * @param epochs of the training, if it has to be trained
   * @param stop ends the training
   * @throws BadInputException if it cannot be trained
   */
  Path get(int epochs, CountDownLatch stop) throws InterruptedException {
    Path folder = home.resolve(".surprisal").resolve("demo-model");
    if (!usable(folder)) {
      train(folder, epochs, stop);
    }
    return folder;
  }

  /** A bundle of an older format cannot be read, and is trained again. */
  private static boolean usable(Path folder) {
    if (!Files.exists(folder)) {
      return false;
    }
    try {
      BundleFolder.read(folder);
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }

  private void train(Path folder, int epochs, CountDownLatch stop) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    home.resolve("surprisal").toString(),
                    "train",
                    "--preset",
                    "best",
                    "--strict",
                    "--data",
                    home.resolve("data").resolve("mnist").toString(),
                    "--out",
                    folder.toString(),
                    "--epochs",
                    String.valueOf(epochs)))
            .inheritIO();
    // Settings are meant for the demo; the trainer would refuse what it does not know.
    builder.environment().keySet().removeIf(name -> name.startsWith("SURPRISAL_"));
    Process training;
    try {
      training = builder.start();
    } catch (IOException e) {
      throw new BadInputException("the training cannot start: " + e.getMessage(), e);
    }
    while (!training.waitFor(200, TimeUnit.MILLISECONDS)) {
      if (stop.getCount() == 0) {
        // Asked nicely it would finish its report first, for a minute.
        training.destroyForcibly();
      }
    }
    if (stop.getCount() > 0 && training.exitValue() != 0) {
      throw new BadInputException(
          "the training failed with exit code " + training.exitValue() + "; see above");
    }
  }
}
