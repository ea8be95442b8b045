package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds a data file to the SHA256SUMS file beside it or one folder above, if one names it. */
final class Checksums {
  private static final String SUMS = "SHA256SUMS";

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
    try {
      List<String> lines = Files.readAllLines(folder.resolve(SUMS));
      return lines.stream()
          .map(line -> line.split("\\s+\\*?", 2))
          .filter(parts -> parts.length == 2 && Path.of(parts[1]).normalize().equals(name))
          .map(parts -> parts[0])
          .findFirst();
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be read: %s".formatted(folder.resolve(SUMS), e.getMessage()), e);
    }
  }
}
