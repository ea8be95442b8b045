package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a folder's PNG and JPEG files, those of sub-folders and linked folders included. Leaves out
 * what programs and systems keep beside pictures: hidden files, Jupyter's checkpoints, macOS's
 * resource forks, Synology's thumbnails.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "jif", "jfi");
  private static final Set<String> SYSTEM =
      Set.of("@eadir", "__macosx", "thumbs.db", "desktop.ini", "lost+found", "#recycle");

  private final Path folder;
  private final boolean skipBroken;
  private final SkippedFiles skipped;
  private final List<Path> images = new ArrayList<>();
  private final Set<Object> visited = new HashSet<>();

  private FolderWalk(Path folder, boolean skipBroken, SkippedFiles skipped) {
    this.folder = folder;
    this.skipBroken = skipBroken;
    this.skipped = skipped;
  }

  /**
   * The pictures, in the order of their names.
   *
   * @param skipBroken whether what cannot be read is skipped as well
   * @param skipped takes what is left out
   * @throws BadInputException if a folder or file cannot be read
   */
  static List<Path> images(Path folder, boolean skipBroken, SkippedFiles skipped) {
    FolderWalk walk = new FolderWalk(folder, skipBroken, skipped);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", folder, e);
    }
    Collections.sort(walk.images);
    return walk.images;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    if (!directory.equals(folder) && isClutter(directory)) {
      skipped.add("hidden or a system's", directory);
      return FileVisitResult.SKIP_SUBTREE;
    }
    Object key = attributes.fileKey();
    if (key != null && !visited.add(key)) {
      skipped.add("a link to a folder that is read already", directory);
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (isClutter(file)) {
      skipped.add("hidden or a system's", file);
    } else if (attributes.isSymbolicLink()) {
      skipped.add("a link to nothing", file);
    } else if (!attributes.isRegularFile()) {
      skipped.add("a pipe, socket or device", file);
    } else {
      String ending = ending(file);
      if (ENDINGS.contains(ending)) {
        images.add(file);
      } else {
        look(file, ending.isEmpty());
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /** Pictures may have no ending; other files are skipped by what they are. */
  private void look(Path file, boolean mayBePicture) throws IOException {
    Optional<FileKind> kind = kind(file);
    if (kind.isEmpty()) {
      return;
    }
    boolean picture = kind.get() == FileKind.PNG || kind.get() == FileKind.JPEG;
    if (picture && mayBePicture) {
      images.add(file);
    } else if (kind.get().image() && !picture) {
      skipped.addPicture(kind.get(), file);
    } else {
      skipped.add(kind.get().words() + (picture ? " of another ending" : ""), file);
    }
  }

  private Optional<FileKind> kind(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(FileKind.of(in.readNBytes(FileKind.HEAD)));
    } catch (IOException e) {
      visitFileFailed(file, e);
      return Optional.empty();
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (isClutter(file)) {
      skipped.add("hidden or a system's", file);
    } else if (e instanceof FileSystemLoopException) {
      skipped.add("a link to a folder that is read already", file);
    } else if (skipBroken) {
      skipped.add("unreadable", file);
    } else {
      throw BadInputException.cannotBe("read", file, e);
    }
    return FileVisitResult.CONTINUE;
  }

  private static boolean isClutter(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || SYSTEM.contains(name.toLowerCase(Locale.ROOT));
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
