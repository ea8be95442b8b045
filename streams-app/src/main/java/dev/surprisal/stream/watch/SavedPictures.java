package dev.surprisal.stream.watch;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of the anomalies' pictures: {@code ID-image.png} and so on. */
final class SavedPictures {
  private static final String[] FIELDS = {"image", "reconstruction", "residual"};

  private final Path folder;

  private SavedPictures(Path folder) {
    this.folder = folder;
  }

  static SavedPictures into(Path folder) {
    try {
      return new SavedPictures(Files.createDirectories(folder));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  void keep(VerdictMessage message) {
    for (String field : FIELDS) {
      message.picture(field).ifPresent(png -> write(message.id() + "-" + field + ".png", png));
    }
  }

  private void write(String name, byte[] png) {
    try {
      Files.write(folder.resolve(name), png);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static BadInputException unwritable(Path folder, IOException e) {
    return new BadInputException(
        "--save: expected a folder to write to, got %s: %s"
            .formatted(folder, e.getClass().getSimpleName()),
        e);
  }
}
