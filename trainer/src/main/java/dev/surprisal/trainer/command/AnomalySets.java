package dev.surprisal.trainer.command;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code --anomalies} names: sets of strange images, each with a name for the report. */
final class AnomalySets {
  private AnomalySets() {}

  /**
   * @param words {@code NAME=FILE}, or a folder, whose sub-folders are a set each unless pictures
   *     lie beside them
   * @throws BadInputException if one is neither, or two have the same name
   */
  static Map<String, Path> of(List<String> words) {
    Map<String, Path> sets = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        add(sets, word.substring(0, equals), Path.of(word.substring(equals + 1)));
      } else {
        addFolder(sets, Path.of(word));
      }
    }
    return sets;
  }

  private static void addFolder(Map<String, Path> sets, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(
          "--anomalies: expected NAME=FILE or a folder of pictures, got " + folder);
    }
    List<Path> inside = inside(folder);
    if (!inside.isEmpty() && inside.stream().allMatch(Files::isDirectory)) {
      inside.forEach(kind -> add(sets, kind.getFileName().toString(), kind));
    } else {
      add(sets, folder.toAbsolutePath().normalize().getFileName().toString(), folder);
    }
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", folder, e);
    }
  }

  private static void add(Map<String, Path> sets, String name, Path path) {
    if (sets.putIfAbsent(name, path) != null) {
      throw new BadInputException(
          "--anomalies: expected a name for each set, got %s twice; name them: NAME=FILE"
              .formatted(name));
    }
  }
}
