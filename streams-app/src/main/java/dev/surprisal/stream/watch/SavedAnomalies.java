package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import java.nio.file.Path;

/** Saves anomalies to a folder: the verdict as {@code ID.json}, {@code ID-image.png} and so on. */
final class SavedAnomalies {
  private final Path folder;

  private SavedAnomalies(Path folder) {
    this.folder = folder;
  }

  static SavedAnomalies into(Path folder) {
    OutputFolder.expectWritable(folder);
    return new SavedAnomalies(folder);
  }

  void keep(VerdictMessage message) {
    keep(message.id() + ".json", (message.jsonWithoutPictures() + "\n").getBytes(UTF_8));
    message.pictures().forEach((field, png) -> keep(message.id() + "-" + field + ".png", png));
  }

  private void keep(String name, byte[] content) {
    OutputFile.replace(folder.resolve(name), out -> out.write(content));
  }
}
