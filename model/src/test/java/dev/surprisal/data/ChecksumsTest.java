package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An IDX1 file of one label; its digest is what coreutils' sha256sum prints. */
class ChecksumsTest {
  private static final byte[] LABEL = {0, 0, 8, 1, 0, 0, 0, 1, 9};
  private static final String DIGEST =
      "14bf130ce3598edfe513dd9382e2dc73eed9e55a80dfd4b04d5f657b25025b35";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeLabel() throws IOException {
    Files.createDirectory(folder.resolve("mnist"));
    file = Files.write(folder.resolve("mnist/labels"), LABEL);
  }

  @Test
  void digestIsSha256() {
    assertThat(Sha256.of(LABEL)).isEqualTo(DIGEST);
    assertThat(Sha256.of(file)).isEqualTo(DIGEST);
  }

  @Test
  void fileThatMatchesIsRead() throws IOException {
    sums(folder, DIGEST + "  mnist/labels");
    assertThat(IdxFile.labels(file)).containsExactly(9);
  }

  @Test
  void fileThatNoSumsFileNamesIsRead() throws IOException {
    sums(folder, "0".repeat(64) + "  mnist/others");
    assertThat(IdxFile.labels(file)).containsExactly(9);
  }

  @Test
  void tamperedFileIsRefused() throws IOException {
    sums(folder, "0".repeat(64) + "  mnist/labels");
    expectRefused();
  }

  @Test
  void sumsFileBesideTheFileCountsToo() throws IOException {
    sums(file.getParent(), "0".repeat(64) + " *labels");
    expectRefused();
  }

  @Test
  void nearestSumsFileWins() throws IOException {
    sums(folder, "0".repeat(64) + "  mnist/labels");
    sums(file.getParent(), DIGEST + "  labels");
    assertThat(IdxFile.labels(file)).containsExactly(9);
  }

  @Test
  void digestInCapitalsIsTheSameDigest() throws IOException {
    sums(folder, DIGEST.toUpperCase(java.util.Locale.ROOT) + "  ./mnist/labels");
    assertThat(IdxFile.labels(file)).containsExactly(9);
  }

  private void expectRefused() {
    assertThatThrownBy(() -> IdxFile.labels(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s: expected SHA-256 %s (from SHA256SUMS), got %s; fetch the file again"
                .formatted(file, "0".repeat(64), DIGEST));
  }

  private static void sums(Path folder, String line) throws IOException {
    Files.writeString(folder.resolve("SHA256SUMS"), "# comment\n\n" + line + "\n");
  }
}
