package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that is there as a whole or not at all. */
public final class WholeFile {
  /** Writes a file's text. */
  @FunctionalInterface
  public interface Content {
    void writeTo(BufferedWriter writer) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes text to a temporary name in the same folder, then moves.
   *
   * @throws BadInputException if that fails; nothing is left behind
   */
  public static void write(Path file, Content content) {
    moved(
        file,
        draft -> {
          try (BufferedWriter writer = Files.newBufferedWriter(draft)) {
            content.writeTo(writer);
          }
        });
  }

  /**
   * Writes bytes to a temporary name in the same folder, then moves.
   *
   * @throws BadInputException if that fails; nothing is left behind
   */
  public static void writeBytes(Path file, byte[] bytes) {
    moved(file, draft -> Files.write(draft, bytes));
  }

  private interface Drafting {
    void write(Path draft) throws IOException;
  }

  private static void moved(Path file, Drafting drafting) {
    Path draft =
        file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try {
        drafting.write(draft);
      } catch (IOException e) {
        Files.deleteIfExists(draft);
        throw e;
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be written: %s %s"
              .formatted(file, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
  }
}
