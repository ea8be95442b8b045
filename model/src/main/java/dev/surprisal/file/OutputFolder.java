package dev.surprisal.file;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a user has named for results. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes the folder where it is missing. A link to a folder is one.
   *
   * @throws IOException if the path names something else, or a folder cannot be made there
   */
  public static void create(Path folder) throws IOException {
    // Before Java 20, createDirectories takes a link to a folder for a file in the way.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /**
   * Makes the folder where it is missing, and tries once to write to it, before hours are spent on
   * what goes into it.
   *
   * @throws BadInputException if that fails
   */
  public static void expectWritable(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInputException(
          "%s: expected a folder that can be written to, got a file".formatted(folder));
    }
    try {
      create(folder);
      Files.delete(Files.createTempFile(folder, ".probe", ""));
    } catch (IOException e) {
      throw BadInputException.cannotBe("written", folder, e);
    }
  }
}
