package dev.surprisal.stream.watch;

import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import java.nio.file.Path;

/** Saves the pictures of anomalies to a folder, as {@code ID-image.png} and so on. */
final class SavedPictures {
  private static final String[] FIELDS = {"image", "reconstruction", "residual"};

  private final Path folder;

  private SavedPictures(Path folder) {
    this.folder = folder;
  }

  static SavedPictures into(Path folder) {
    OutputFolder.expectWritable(folder);
    return new SavedPictures(folder);
  }

  void keep(VerdictMessage message) {
    for (String field : FIELDS) {
      message
          .picture(field)
          .ifPresent(
              png ->
                  OutputFile.replace(
                      folder.resolve(message.id() + "-" + field + ".png"), out -> out.write(png)));
    }
  }
}
