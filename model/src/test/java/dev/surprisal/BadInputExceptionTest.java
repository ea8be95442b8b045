package dev.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** The JDK's exceptions for files say little more than the name; a person is told the reason. */
class BadInputExceptionTest {
  @Test
  void reasonIsInWords() {
    expect(new AccessDeniedException("a.png"), "a.png: cannot be read: permission denied");
    expect(new NoSuchFileException("a.png"), "a.png: no such file; check the path");
    expect(
        new FileSystemLoopException("a.png"),
        "a.png: cannot be read: a link that leads back to a folder above it");
    expect(
        new FileSystemException("a.png", null, "Input/output error"),
        "a.png: cannot be read: input/output error");
    expect(new IOException("Is a directory"), "a.png: cannot be read: Is a directory");
    expect(new IOException(), "a.png: cannot be read: IOException");
  }

  private static void expect(IOException cause, String message) {
    assertThat(BadInputException.cannotBe("read", "a.png", cause))
        .hasMessage(message)
        .hasCause(cause);
  }
}
