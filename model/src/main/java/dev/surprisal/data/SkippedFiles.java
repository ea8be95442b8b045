package dev.surprisal.data;

import dev.surprisal.image.FileKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files of a folder that are not read: counted by why, the first of each kind by its name. */
final class SkippedFiles {
  private final Path folder;
  private final Map<String, Group> groups = new TreeMap<>();

  private boolean convertible;

  private record Group(int count, String first) {}

  SkippedFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * @param why as in "skipped 3 as WHY"
   */
  void add(String why, Path file) {
    String name = folder.equals(file) ? file.toString() : folder.relativize(file).toString();
    groups.merge(
        why,
        new Group(1, name),
        (old, one) -> new Group(old.count + 1, old.first.compareTo(name) < 0 ? old.first : name));
  }

  /** A picture in a format that is not read. */
  void addPicture(FileKind kind, Path file) {
    convertible = true;
    add(kind.words(), file);
  }

  /** As in "2 as a BMP image (c.bmp, …), 1 as text (labels.csv)"; empty if none was skipped. */
  Optional<String> words() {
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(
            groups.entrySet().stream()
                .map(
                    entry ->
                        "%d as %s (%s%s)"
                            .formatted(
                                entry.getValue().count,
                                entry.getKey(),
                                entry.getValue().first,
                                entry.getValue().count > 1 ? ", …" : ""))
                .collect(
                    Collectors.joining(
                        ", ",
                        "",
                        convertible
                            ? "; to read other formats, convert them: magick mogrify -format png FILES"
                            : "")));
  }
}
