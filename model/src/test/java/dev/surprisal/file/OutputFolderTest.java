package dev.surprisal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  @TempDir Path folder;

  @Test
  void missingFoldersAreMade() {
    OutputFolder.expectWritable(folder.resolve("a/b"));

    assertThat(folder.resolve("a/b")).isEmptyDirectory();
  }

  @Test
  void linkToAFolderIsAFolder() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    OutputFolder.expectWritable(link);

    assertThat(link).isSymbolicLink().isEmptyDirectory();
  }

  @Test
  void fileInTheWayIsNamedAndStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertThatThrownBy(() -> OutputFolder.expectWritable(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": expected a folder that can be written to, got a file");
    assertThatThrownBy(() -> OutputFolder.expectWritable(file.resolve("below")))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(file.resolve("below") + ": cannot be written: ");
    assertThat(file).hasContent("in the way");
  }
}
