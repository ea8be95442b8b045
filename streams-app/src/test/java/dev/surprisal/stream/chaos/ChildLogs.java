package dev.surprisal.stream.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the processes of a campaign said: where it is, and the end of each. */
final class ChildLogs {
  private static final int LINES = 15;

  private final Path folder;

  ChildLogs(Path folder) {
    this.folder = folder;
  }

  @Override
  public String toString() {
    try (Stream<Path> files = Files.list(folder)) {
      return "data and logs are in %s:%n%s"
          .formatted(
              folder,
              files
                  .filter(file -> file.toString().endsWith(".log"))
                  .sorted()
                  .map(ChildLogs::end)
                  .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String end(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
          .map(line -> "  %s: %s%n".formatted(file.getFileName(), line))
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
