package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens image files of any kind that is understood. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Opens a folder of PNG and JPEG files, NumPy's {@code .npy} or {@code .npz}, or an IDX3 file,
   * gzipped or not.
   *
   * @throws BadInputException if it is missing, of another kind, truncated, or not what a
   *     SHA256SUMS file beside it or one folder above says
   */
  public static ImageSource open(Path path) {
    if (!Files.exists(path)) {
      throw new BadInputException("%s: no such file; check the path".formatted(path));
    }
    if (Files.isDirectory(path)) {
      return ImageFolder.open(path);
    }
    return NumpyFile.isNamedSo(path) ? NumpyFile.images(path) : IdxFile.images(path);
  }
}
