package dev.surprisal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * Something the user gave cannot be used: a file, a folder, a bundle, a setting. The message is one
 * complete line for a person: what, expected, got, and what to do where that is not obvious.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * For a file or folder that the operating system does not let us read or write.
   *
   * @param name of the file, as the user knows it
   * @param attempt what was tried: "read", "written"
   */
  public static BadInputException cannotBe(String attempt, Object name, IOException cause) {
    return new BadInputException(
        cause instanceof NoSuchFileException
            ? "%s: no such file; check the path".formatted(name)
            : "%s: cannot be %s: %s".formatted(name, attempt, reason(cause)),
        cause);
  }

  /** The JDK gives these exceptions no other message than the file's name. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemLoopException) {
      return "a link that leads back to a folder above it";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason().toLowerCase(Locale.ROOT);
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
