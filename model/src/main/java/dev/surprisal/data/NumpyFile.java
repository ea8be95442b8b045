package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Images in NumPy's files: {@code .npy}, and {@code .npz}, which is a ZIP file of several. */
public final class NumpyFile {
  private static final String TRAIN = "x_train.npy";
  private static final String TEST = "x_test.npy";

  private NumpyFile() {}

  /** Whether the file's name says that it is one of NumPy's. */
  static boolean isNamedSo(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".npy") || name.endsWith(".npz");
  }

  /**
   * Reads the images: of an {@code .npz}, {@code x_train} as in {@code mnist.npz}, or its only
   * array of images.
   *
   * @throws BadInputException with one line that says what is wrong
   */
  static ImageSource images(Path file) {
    return images(file, Heap.KEPT);
  }

  static ImageSource images(Path file, long kept) {
    if (!file.getFileName().toString().endsWith(".npz")) {
      return reading(
          file,
          () -> {
            try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
              return NpyFile.images(
                  file.toString(),
                  NpyFile.header(file.toString(), in),
                  in,
                  Optional.of(file),
                  kept);
            }
          });
    }
    return reading(
        file,
        () -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            return entry(file, zip, chosen(file, zip), kept);
          }
        });
  }

  /** The test images of an {@code .npz} that has {@code x_test}. */
  public static Optional<ImageSource> test(Path file) {
    if (!file.getFileName().toString().endsWith(".npz") || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return reading(
        file,
        () -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry test = zip.getEntry(TEST);
            return test == null ? Optional.empty() : Optional.of(entry(file, zip, test, Heap.KEPT));
          }
        });
  }

  private static ZipEntry chosen(Path file, ZipFile zip) throws IOException {
    ZipEntry train = zip.getEntry(TRAIN);
    if (train != null) {
      return train;
    }
    List<ZipEntry> found = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (ZipEntry entry : zip.stream().filter(e -> e.getName().endsWith(".npy")).toList()) {
      try (DataInputStream in = open(zip, entry)) {
        NpyFile.Header header = NpyFile.header(file + "/" + entry.getName(), in);
        others.add(entry.getName() + ": " + header);
        if (header.images()) {
          found.add(entry);
        }
      }
    }
    if (found.size() != 1) {
      throw new BadInputException(
          "%s: expected x_train or one array of unsigned bytes, [images, height, width], got %d in %s"
              .formatted(file, found.size(), others));
    }
    return found.get(0);
  }

  private static ImageSource entry(Path file, ZipFile zip, ZipEntry entry, long kept)
      throws IOException {
    String name = file + "/" + entry.getName();
    try (DataInputStream in = open(zip, entry)) {
      return NpyFile.images(name, NpyFile.header(name, in), in, Optional.empty(), kept);
    }
  }

  private static DataInputStream open(ZipFile zip, ZipEntry entry) throws IOException {
    InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16);
    return new DataInputStream(in);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(Path file, Reading<T> reading) {
    Checksums.verify(file);
    try {
      return reading.read();
    } catch (EOFException e) {
      throw new BadInputException(
          "%s: expected a NumPy array, got a file that ends within its header".formatted(file), e);
    } catch (ZipException e) {
      throw new BadInputException(
          "%s: expected a ZIP file, got a broken one: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
