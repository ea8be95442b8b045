package dev.surprisal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares a data file with the SHA256SUMS file beside it or one folder above, if that names it.
 */
final class Checksums {
  private static final String SUMS = "SHA256SUMS";

  /** Of a list of checksums, enough for ten thousand files. */
  private static final int MAX_BYTES = 1 << 20;

  private Checksums() {}

  static void verify(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    expected(absolute)
        .ifPresent(
            expected -> {
              String got = Sha256.of(absolute);
              if (!got.equalsIgnoreCase(expected)) {
                throw new BadInputException(
                    "%s: expected SHA-256 %s (from %s), got %s; fetch the file again"
                        .formatted(file, expected, SUMS, got));
              }
            });
  }

  private static Optional<String> expected(Path file) {
    return Stream.of(file.getParent(), file.getParent().getParent())
        .filter(folder -> folder != null && Files.isRegularFile(folder.resolve(SUMS)))
        .flatMap(folder -> lineFor(folder, folder.relativize(file)).stream())
        .findFirst();
  }

  private static Optional<String> lineFor(Path folder, Path name) {
    Path sums = folder.resolve(SUMS);
    try (InputStream in = Files.newInputStream(sums)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BadInputException(
            "%s: expected at most %d bytes, got more".formatted(sums, MAX_BYTES));
      }
      return new String(bytes, UTF_8)
          .lines()
          .map(line -> line.split("\\s+\\*?", 2))
          .filter(parts -> parts.length == 2 && names(parts[1], name))
          .map(parts -> parts[0])
          .findFirst();
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", sums, e);
    }
  }

  /** Whether a line's path is this file; false too for text that is no path on this system. */
  private static boolean names(String text, Path name) {
    try {
      return Path.of(text).normalize().equals(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
