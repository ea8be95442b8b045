package dev.surprisal.file;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that JavaCPP, JNA and the codecs of Kafka's clients unpack native libraries into and
 * load them from. Left alone, they use the temporary folder, where another user could have put a
 * library for us to run, or which nothing may be run from. This class chooses a folder that nobody
 * else can write to.
 */
public final class NativeCache {
  private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";

  /** The properties of JNA, zstd-jni and snappy-java. */
  private static final List<String> OTHERS =
      List.of("jna.tmpdir", "ZstdTempFolder", "org.xerial.snappy.tempdir");

  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static boolean chosen;

  private NativeCache() {}

  /**
   * Sets the system properties that name the folder. To be called before the first native library
   * is loaded; a second call changes nothing.
   *
   * @throws BadInputException if the user has named a folder that others can write to, or if there
   *     is no place for one
   */
  public static synchronized void choose() {
    if (chosen || !FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Path folder = folder(System.getProperty(JAVACPP), System.getProperty("user.home"));
    System.setProperty(JAVACPP, folder.toString());
    OTHERS.stream()
        .filter(key -> System.getProperty(key) == null)
        .forEach(key -> System.setProperty(key, folder.toString()));
    chosen = true;
  }

  /**
   * @param given the folder that the user has named, or null
   * @param home the user's home, which may be missing or unwritable
   */
  static Path folder(String given, String home) {
    if (given != null) {
      return usable(Path.of(given).toAbsolutePath())
          .orElseThrow(
              () ->
                  new BadInputException(
                      "%s: expected a folder that only its owner can write to, got %s"
                          .formatted(JAVACPP, given)));
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return Stream.of(
            Path.of(home).resolve(".javacpp").resolve("cache").toAbsolutePath(),
            temporary.resolve("surprisal-natives-" + System.getProperty("user.name")))
        .flatMap(folder -> usable(folder).stream())
        .findFirst()
        .orElseGet(() -> random(temporary));
  }

  /**
   * A folder that goes with the process: in a container that is started again and again, each start
   * would otherwise leave the unpacked libraries of one more.
   */
  private static Path random(Path temporary) {
    try {
      Path folder = Files.createTempDirectory(temporary, "surprisal-natives-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw BadInputException.cannotBe("written", temporary, e);
    }
  }

  /** With everything in it; a library that is loaded stays usable. Links are not followed. */
  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // The process ends; what is left is as harmless as before.
    }
  }

  /** The folder, made for its owner alone, if it is ours and nobody else can write on the way. */
  private static Optional<Path> usable(Path folder) {
    try {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      if (!isOurs(folder)) {
        return Optional.empty();
      }
      for (Path parent = folder.toRealPath().getParent();
          parent != null;
          parent = parent.getParent()) {
        if (isOpenToOthers(parent)) {
          return Optional.empty();
        }
      }
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
      return Optional.of(folder.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOurs(Path folder) throws IOException {
    return uid(folder) == ownUid()
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && (mode(folder) & WRITABLE_BY_OTHERS) == 0
        && Files.isWritable(folder);
  }

  /** In a sticky folder, as /tmp is one, nobody can rename what belongs to another. */
  private static boolean isOpenToOthers(Path folder) throws IOException {
    boolean othersOwn = uid(folder) != 0 && uid(folder) != ownUid();
    boolean writable = (mode(folder) & WRITABLE_BY_OTHERS) != 0 && (mode(folder) & STICKY) == 0;
    return othersOwn || writable;
  }

  private static int uid(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  /** Java has no portable way to ask; a file that we have just made is ours. */
  private static int ownUid() throws IOException {
    Path probe = Files.createTempFile("surprisal", "");
    try {
      return uid(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
