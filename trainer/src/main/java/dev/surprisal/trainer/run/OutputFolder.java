package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder for a bundle, tried before hours are spent on what goes into it. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes the folder where it is missing, and writes to it once.
   *
   * @throws BadInputException if that fails
   */
  static void expectWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".probe", ""));
    } catch (IOException e) {
      throw new BadInputException(
          "--out: expected a folder that can be written to, got %s: %s %s"
              .formatted(folder, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
  }
}
