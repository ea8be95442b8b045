package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The files of a bundle, wherever they are kept. */
public interface BundleFiles {
  /** All that a bundle may have; the signature is optional. */
  List<String> NAMES =
      List.of(
          BundleFolder.MANIFEST,
          BundleFolder.WEIGHTS,
          BundleFolder.CALIBRATION,
          BundleSignature.FILE);

  /** How many bytes one of the {@link #NAMES} may have. */
  static long limit(String file) {
    return switch (file) {
      case BundleFolder.MANIFEST -> BundleFolder.MAX_MANIFEST;
      case BundleSignature.FILE -> BundleSignature.BYTES;
      default -> BundleFolder.MAX_TENSORS;
    };
  }

  /**
   * The bytes of those of the {@link #NAMES} that there are.
   *
   * @throws BadInputException if one cannot be read or is too large
   */
  default Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (String file : NAMES) {
      if (size(file).isPresent()) {
        all.put(file, bytes(file, limit(file)));
      }
    }
    return all;
  }

  /** Where they are, as a person knows it. */
  String place();

  /** A file of that name, as a person knows it. */
  String place(String file);

  /** The size of a file in bytes, or nothing if it is missing. */
  OptionalLong size(String file);

  /**
   * The bytes of a file that is not missing.
   *
   * @throws BadInputException if it cannot be read, or has more than {@code limit} bytes
   */
  byte[] bytes(String file, long limit);

  /** In a folder. */
  static BundleFiles in(Path folder) {
    return new BundleFiles() {
      @Override
      public String place() {
        return folder.toString();
      }

      @Override
      public String place(String file) {
        return folder.resolve(file).toString();
      }

      @Override
      public OptionalLong size(String file) {
        Path path = folder.resolve(file);
        return Files.isRegularFile(path)
            ? OptionalLong.of(path.toFile().length())
            : OptionalLong.empty();
      }

      @Override
      public byte[] bytes(String file, long limit) {
        return BundleFolder.bytes(folder.resolve(file), limit);
      }
    };
  }

  /**
   * In memory.
   *
   * @param place where they came from, as a person knows it
   */
  static BundleFiles inMemory(String place, Map<String, byte[]> files) {
    return new BundleFiles() {
      @Override
      public String place() {
        return place;
      }

      @Override
      public String place(String file) {
        return place + ", " + file;
      }

      @Override
      public OptionalLong size(String file) {
        return files.containsKey(file)
            ? OptionalLong.of(files.get(file).length)
            : OptionalLong.empty();
      }

      @Override
      public byte[] bytes(String file, long limit) {
        byte[] bytes = files.get(file);
        if (bytes.length > limit) {
          throw new BadInputException(
              "%s: expected at most %d bytes, got %d".formatted(place(file), limit, bytes.length));
        }
        return bytes.clone();
      }
    };
  }
}
