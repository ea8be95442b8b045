package dev.surprisal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFileTest {
  @TempDir Path folder;

  @Test
  void newFileIsWrittenWhole() throws IOException {
    OutputFile.writeText(folder.resolve("new"), out -> out.write("größe\n"));

    assertThat(folder.resolve("new")).hasBinaryContent("größe\n".getBytes(UTF_8));
    assertThat(names()).containsExactly("new");
  }

  @Test
  void oldFileIsReplacedAndKeepsItsPermissions() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a longer old text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    OutputFile.writeText(file, out -> out.write("new"));

    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "missing", "second-link"})
  void linkIsFollowedAndStays(String leadsTo) throws IOException {
    Files.writeString(folder.resolve("target"), "old");
    Files.createSymbolicLink(folder.resolve("second-link"), Path.of("target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(leadsTo));

    OutputFile.writeText(link, out -> out.write("new"));

    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(folder.resolve("second-link")).isSymbolicLink();
  }

  @Test
  void linkThatLeadsToItselfIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));

    expectRefused(link, "a link that leads back");
  }

  @Test
  @Timeout(30)
  void fifoIsWrittenThroughAndStays() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    CompletableFuture<String> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(fifo);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    OutputFile.writeText(fifo, out -> out.write("through"));

    assertThat(reader.get()).isEqualTo("through");
    assertThat(Files.isRegularFile(fifo, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(names()).containsExactly("fifo");
  }

  @Test
  void fileThatIsOpenAsStandardOutputIsAppendedTo() throws Exception {
    Path file = Files.writeString(folder.resolve("open"), "before ");
    String stat = "/proc/%d/fd".formatted(ProcessHandle.current().pid());
    try (var open = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
      Path descriptor = descriptorOf(file, Path.of(stat));

      OutputFile.writeText(
          Files.createSymbolicLink(folder.resolve("stdout"), descriptor), out -> out.write("ours"));
      open.write(" after".getBytes(UTF_8));
    }

    assertThat(file).hasContent("before ours after");
  }

  private static Path descriptorOf(Path file, Path descriptors) throws IOException {
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.filter(
              descriptor -> {
                try {
                  return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
                } catch (IOException e) {
                  return false;
                }
              })
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void folderIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("sub"));

    expectRefused(folder.resolve("sub"), "expected a file to write to, got a folder");
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    expectRefused(
        folder.resolve("no/such/file"), "there is no folder " + folder.resolve("no/such"));
  }

  @Test
  void nothingIsLeftOfAContentThatFails() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");

    assertThatThrownBy(
            () ->
                OutputFile.writeText(
                    file,
                    out -> {
                      out.write("x".repeat(100_000));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": cannot be written: No space left on device");
    assertThatThrownBy(
            () ->
                OutputFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void plantedLinkIsReplacedNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path ours = Files.createSymbolicLink(folder.resolve("ours"), Path.of("victim"));

    OutputFile.replace(ours, out -> out.write(1));

    assertThat(victim).hasContent("precious");
    assertThat(ours).isRegularFile().hasBinaryContent(new byte[] {1});
    assertThat(Files.isSymbolicLink(ours)).isFalse();
  }

  private void expectRefused(Path file, String reason) {
    assertThatThrownBy(() -> OutputFile.writeText(file, out -> out.write("new")))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(file + ": ")
        .contains(reason);
    assertThatThrownBy(() -> OutputFile.expectWritable(file)).isInstanceOf(BadInputException.class);
    try {
      assertThat(names()).noneMatch(name -> name.endsWith(".draft"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
