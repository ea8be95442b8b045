package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.FileKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Opens image files of any kind that is understood. */
public final class ImageFiles {
  /**
   * If no pixel of a set is brighter, the set may be 16-bit files that use 14 bits or fewer, which
   * are read nearly black.
   */
  private static final int DARK = 63;

  private ImageFiles() {}

  /** Opens images by {@link ReadOptions#DEFAULT}. */
  public static ImageSource open(Path path) {
    return open(path, ReadOptions.DEFAULT);
  }

  /**
   * Opens a folder of PNG and JPEG files, one such file, NumPy's {@code .npy} or {@code .npz}, or
   * an IDX3 file, gzipped or not. What a file is, its first bytes say. {@code FILE.npz:NAME} is one
   * array of several.
   *
   * @throws BadInputException if it is missing, of another kind, truncated, or not what a
   *     SHA256SUMS file beside it or one folder above says
   */
  public static ImageSource open(Path path, ReadOptions options) {
    ImageSource source = source(path, options);
    warnIfDark(source, options);
    return source;
  }

  private static ImageSource source(Path path, ReadOptions options) {
    if (NumpyFile.namesAnArray(path)) {
      return NumpyFile.images(path);
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return ImageFolder.open(path, options);
      }
      if (!attributes.isRegularFile()) {
        throw new BadInputException(
            "%s: expected a file or folder, got a pipe, socket or device; write it to a file first"
                .formatted(path));
      }
      return ofFile(path, head(path), options);
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", path, e);
    }
  }

  private static ImageSource ofFile(Path file, byte[] head, ReadOptions options)
      throws IOException {
    if (NumpyFile.isNamedSo(file)) {
      return NumpyFile.images(file);
    }
    FileKind kind = FileKind.of(head);
    return switch (kind) {
      case PNG, JPEG -> ImageFolder.ofOne(file, options);
      case NUMPY -> NumpyFile.images(file);
      case ZIP -> {
        if (NumpyFile.hasArrays(file)) {
          yield NumpyFile.images(file);
        }
        throw refusal(file, kind.words(), "unpack it and pass the folder");
      }
      case IDX_IMAGES, IDX_LABELS, OTHER -> IdxFile.images(file);
      case GZIP -> {
        FileKind packed = packed(head);
        if (packed == FileKind.IDX_IMAGES || packed == FileKind.IDX_LABELS) {
          yield IdxFile.images(file);
        }
        throw refusal(file, packed.words() + ", gzipped", "unpack it");
      }
      case TAR, ARCHIVE -> throw refusal(file, kind.words(), "unpack it and pass the folder");
      case VIDEO ->
          throw refusal(
              file, kind.words(), "save its frames: ffmpeg -i %s frame%%06d.png".formatted(file));
      case GIF, BMP, TIFF, WEBP, HEIF, JPEG_2000, JPEG_XL, PGM ->
          throw refusal(file, kind.words(), "convert it: magick %s image.png".formatted(file));
      case TEXT ->
          throw refusal(
              file,
              kind.words(),
              "if each row holds a label and the pixels of an image, convert it: np.save('images.npy', np.loadtxt('%s', delimiter=',', skiprows=1)[:, 1:].reshape(-1, HEIGHT, WIDTH).astype('uint8'))"
                  .formatted(file.getFileName()));
      case HDF5, MATLAB, PICKLE, PARQUET, PDF ->
          throw refusal(
              file,
              kind.words(),
              "save the images as a NumPy array of unsigned bytes, [images, height, width]");
    };
  }

  private static BadInputException refusal(Path file, String got, String advice) {
    return new BadInputException(
        "%s: expected a folder of PNG or JPEG files, one of them, NumPy's .npy or .npz, or an IDX file of images, got %s; %s"
            .formatted(file, got, advice));
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FileKind.HEAD);
    }
  }

  /** What a gzip file has in it, as far as its first bytes tell. */
  private static FileKind packed(byte[] head) {
    byte[] inner = new byte[FileKind.HEAD];
    int filled = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      for (int n = 0; n >= 0 && filled < inner.length; filled += Math.max(0, n)) {
        n = in.read(inner, filled, inner.length - filled);
      }
    } catch (IOException e) {
      // The head ends before the data does; what it gave until then is enough, or broken.
      return filled == 0 ? FileKind.IDX_IMAGES : FileKind.of(Arrays.copyOf(inner, filled));
    }
    return FileKind.of(Arrays.copyOf(inner, filled));
  }

  private static void warnIfDark(ImageSource source, ReadOptions options) {
    int brightest = 0;
    for (int i = 0; i < source.size(); i++) {
      for (byte pixel : source.image(i).toBytes()) {
        brightest = Math.max(brightest, pixel & 0xff);
      }
      if (brightest > DARK) {
        return;
      }
    }
    options
        .notices()
        .accept(
            "%s: nearly black: no pixel of %d images is brighter than %d of 255; if 16-bit files hold fewer bits, give the white level (4095 for 12 bits); if an array held 0 to 1, multiply it by 255"
                .formatted(source.name(), source.size(), brightest));
  }
}
