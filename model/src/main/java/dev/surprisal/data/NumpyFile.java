package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.FileKind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Images in NumPy's files: {@code .npy}, and {@code .npz}, which is a ZIP file of several. */
public final class NumpyFile {
  /** What Keras and MedMNIST call the images to train on. */
  private static final List<String> TRAIN = List.of("x_train", "train_images");

  private static final List<String> TEST = List.of("x_test", "test_images");
  private static final String ENDING = ".npy";

  /** Arrays of one file that are looked at and named in an error. */
  private static final int MAX_ARRAYS = 100;

  /** {@code FILE.npz:NAME}. */
  private static final Pattern ARRAY =
      Pattern.compile("(.*\\.npz):([^/]+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private NumpyFile() {}

  /** Whether the file's name says that it is one of NumPy's. */
  static boolean isNamedSo(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".npy") || name.endsWith(".npz");
  }

  /** Whether the path names one array of a file, and is not a file's own name. */
  static boolean namesAnArray(Path path) {
    return ARRAY.matcher(path.toString()).matches() && !Files.exists(path);
  }

  /** Whether a ZIP file has arrays in it. */
  static boolean hasArrays(Path file) {
    return reading(
        file,
        () -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            return !arrays(zip).isEmpty();
          }
        });
  }

  /**
   * Reads the images: of an {@code .npz} the array that the path names, {@code x_train} as in
   * {@code mnist.npz}, {@code train_images} as in MedMNIST, or the only array of images.
   *
   * @throws BadInputException with one line that says what is wrong
   */
  static ImageSource images(Path path) {
    return images(path, HeapBudget.PIXELS);
  }

  static ImageSource images(Path path, long kept) {
    Matcher named = ARRAY.matcher(path.toString());
    if (namesAnArray(path) && named.matches()) {
      Path file = Path.of(named.group(1));
      return ofZip(file, zip -> named(file, zip, named.group(2)), kept);
    }
    return isZip(path) ? ofZip(path, zip -> chosen(path, zip), kept) : ofArray(path, kept);
  }

  /** The test images of an {@code .npz} that has {@code x_test} or {@code test_images}. */
  public static Optional<ImageSource> test(Path file) {
    if (!isNamedSo(file) || !Files.isRegularFile(file) || !isZip(file)) {
      return Optional.empty();
    }
    return reading(
        file,
        () -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            Optional<ZipEntry> test = first(zip, TEST);
            return test.isEmpty()
                ? Optional.empty()
                : Optional.of(entry(file, zip, test.get(), HeapBudget.PIXELS));
          }
        });
  }

  private static ImageSource ofArray(Path file, long kept) {
    return reading(
        file,
        () -> {
          try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            String name = file.toString();
            String load = "np.load('%s')".formatted(file.getFileName());
            return NpyFile.images(
                name, NpyHeader.read(name, in), in, Optional.of(file), load, kept);
          }
        });
  }

  private interface Choice {
    ZipEntry of(ZipFile zip) throws IOException;
  }

  private static ImageSource ofZip(Path file, Choice choice, long kept) {
    return reading(
        file,
        () -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            return entry(file, zip, choice.of(zip), kept);
          }
        });
  }

  /** By its first bytes where it has any, else by its name. */
  private static boolean isZip(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      FileKind kind = FileKind.of(in.readNBytes(FileKind.HEAD));
      boolean named = file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
      return kind == FileKind.ZIP || (named && kind != FileKind.NUMPY);
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", file, e);
    }
  }

  private static ZipEntry named(Path file, ZipFile zip, String name) {
    return first(zip, List.of(name))
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: expected an array named %s, got %s"
                        .formatted(
                            file, name, arrays(zip).stream().map(NumpyFile::arrayName).toList())));
  }

  private static ZipEntry chosen(Path file, ZipFile zip) throws IOException {
    Optional<ZipEntry> train = first(zip, TRAIN);
    if (train.isPresent()) {
      return train.get();
    }
    List<ZipEntry> found = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (ZipEntry entry : arrays(zip)) {
      try (DataInputStream in = open(zip, entry)) {
        NpyHeader header = NpyHeader.read(file + ":" + arrayName(entry), in);
        others.add(arrayName(entry) + ": " + header);
        if (header.images()) {
          found.add(entry);
        }
      }
    }
    if (found.size() != 1) {
      throw new BadInputException(
          "%s: expected x_train, train_images or one array of unsigned bytes, [images, height, width], got %d in %s; choose one, as in %s:NAME"
              .formatted(file, found.size(), others, file));
    }
    return found.get(0);
  }

  private static Optional<ZipEntry> first(ZipFile zip, List<String> names) {
    return names.stream()
        .map(name -> zip.getEntry(name.endsWith(ENDING) ? name : name + ENDING))
        .filter(Objects::nonNull)
        .findFirst()
        .map(ZipEntry.class::cast);
  }

  private static List<ZipEntry> arrays(ZipFile zip) {
    return zip.stream()
        .filter(entry -> entry.getName().endsWith(ENDING))
        .limit(MAX_ARRAYS)
        .map(ZipEntry.class::cast)
        .toList();
  }

  private static String arrayName(ZipEntry entry) {
    return entry.getName().substring(0, entry.getName().length() - ENDING.length());
  }

  private static ImageSource entry(Path file, ZipFile zip, ZipEntry entry, long kept)
      throws IOException {
    String name = file + ":" + arrayName(entry);
    String load = "np.load('%s')['%s']".formatted(file.getFileName(), arrayName(entry));
    try (DataInputStream in = open(zip, entry)) {
      return NpyFile.images(name, NpyHeader.read(name, in), in, Optional.empty(), load, kept);
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
      throw BadInputException.cannotBe("read", file, e);
    }
  }
}
