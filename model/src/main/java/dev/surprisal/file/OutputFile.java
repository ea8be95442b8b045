package dev.surprisal.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * A file that a user has named for a command's result. A regular file is replaced as a whole, and
 * keeps its permissions; a symbolic link is followed, and stays; a FIFO or a device is written to;
 * a folder is refused. Nothing half-written is left behind a failure.
 */
public final class OutputFile {
  private static final int MAX_LINKS = 40;

  /** Writes a file's bytes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file's text. */
  @FunctionalInterface
  public interface Text {
    void writeTo(Writer out) throws IOException;
  }

  private OutputFile() {}

  /**
   * Checks what can be checked before the work is done that the file is for.
   *
   * @throws BadInputException if the path names a folder, or a file in a folder that is not there
   */
  public static void expectWritable(Path file) {
    try {
      Path target = followLinks(file);
      if (Files.isDirectory(target)) {
        throw new BadInputException(
            "%s: expected a file to write to, got a folder".formatted(file));
      }
      Path parent = target.getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new BadInputException(
            "%s: cannot be written: there is no folder %s".formatted(file, parent));
      }
    } catch (IOException e) {
      throw BadInputException.cannotBe("written", file, e);
    }
  }

  /**
   * Writes text in UTF-8.
   *
   * @throws BadInputException if that fails
   */
  public static void writeText(Path file, Text text) {
    write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, UTF_8);
          text.writeTo(writer);
          writer.flush();
        });
  }

  /**
   * Writes bytes.
   *
   * @throws BadInputException if that fails
   */
  public static void write(Path file, Content content) {
    expectWritable(file);
    try {
      Path target = followLinks(file);
      if (isOpenFile(target) || (Files.exists(target) && !Files.isRegularFile(target))) {
        try (OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(
                    target, StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
          content.writeTo(out);
        }
      } else {
        moveInto(target, content);
      }
    } catch (IOException e) {
      throw BadInputException.cannotBe("written", file, e);
    }
  }

  /**
   * Replaces a file of a folder that is ours, or creates it. A link of that name is replaced, not
   * followed: somebody else may have planted it.
   *
   * @throws BadInputException if that fails
   */
  public static void replace(Path file, Content content) {
    try {
      moveInto(file, content);
    } catch (IOException e) {
      throw BadInputException.cannotBe("written", file, e);
    }
  }

  private static void moveInto(Path file, Content content) throws IOException {
    Path draft = file.resolveSibling("." + UUID.randomUUID() + ".draft");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      if (Files.isRegularFile(file)) {
        copyPermissions(file, draft);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    if (Files.getFileAttributeView(to, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  /** Where a chain of links ends: a file, which may be missing, or an open file of a process. */
  private static Path followLinks(Path file) throws IOException {
    Path end = file.toAbsolutePath();
    for (int links = 0; !isOpenFile(end) && Files.isSymbolicLink(end); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      end = end.resolveSibling(Files.readSymbolicLink(end));
    }
    return end;
  }

  /**
   * As /dev/stdout leads to. A file that the shell has opened there must keep its name, or what the
   * shell's other commands append would be lost.
   */
  private static boolean isOpenFile(Path file) {
    return file.startsWith("/proc") || file.startsWith("/dev/fd");
  }
}
