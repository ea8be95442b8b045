package dev.surprisal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCacheTest {
  /** Made by Files.createTempDirectory: for its owner alone. */
  @TempDir Path home;

  @Test
  void homesCacheIsMadeForItsOwnerAlone() throws IOException {
    Path chosen = NativeCache.folder(null, home.toString());

    assertThat(chosen).isEqualTo(home.toRealPath().resolve(".javacpp/cache"));
    assertThat(permissions(chosen)).isEqualTo("rwx------");
  }

  @Test
  void cacheThatOthersCanOnlyReadIsTakenAndClosed() throws IOException {
    Path cache = folder(".javacpp/cache", "rwxr-xr-x");

    assertThat(NativeCache.folder(null, home.toString())).isEqualTo(cache.toRealPath());
    assertThat(permissions(cache)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x", "rwx---rwx"})
  void cacheThatOthersCanWriteToIsLeftAlone(String permissions) throws IOException {
    Path cache = folder(".javacpp/cache", permissions);

    Path chosen = NativeCache.folder(null, home.toString());

    assertThat(chosen).isNotEqualTo(cache.toRealPath());
    assertThat(permissions(chosen)).isEqualTo("rwx------");
    assertThatThrownBy(() -> NativeCache.folder(cache.toString(), home.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "org.bytedeco.javacpp.cachedir: expected a folder that only its owner can write to, got "
                + cache);
  }

  @Test
  void cacheWhoseParentOthersCanWriteToIsLeftAlone() throws IOException {
    Path cache = folder(".javacpp/cache", "rwx------");
    Files.setPosixFilePermissions(cache.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(NativeCache.folder(null, home.toString())).isNotEqualTo(cache.toRealPath());
  }

  @Test
  void plantedLinkIsNotFollowed() throws IOException {
    Path planted = Files.createDirectory(home.resolve("planted"));
    Path cache = Files.createDirectory(home.resolve(".javacpp")).resolve("cache");
    Files.createSymbolicLink(cache, planted);

    assertThat(NativeCache.folder(null, home.toString())).isNotEqualTo(planted.toRealPath());
  }

  @Test
  void withoutAHomeTheTemporaryFolderServes() throws IOException {
    Path chosen = NativeCache.folder(null, "/proc/no-home-here");

    assertThat(chosen).startsWith(Path.of(System.getProperty("java.io.tmpdir")).toRealPath());
    assertThat(permissions(chosen)).isEqualTo("rwx------");
  }

  /** As an emptyDir of Kubernetes, which lacks the sticky bit. */
  @Test
  void folderWithinOneThatAllCanWriteToGoesWithTheProcess() throws Exception {
    Path temporary = folder("temporary", "rwxrwxrwx");
    Path elsewhere = Files.writeString(home.resolve("elsewhere.so"), "kept");

    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=/proc/no-home-here",
                Program.class.getName(),
                elsewhere.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    Path chosen = Path.of(program.inputReader().readLine());
    assertThat(program.waitFor()).isZero();
    assertThat(chosen.toString()).startsWith(temporary.resolve("surprisal-natives-").toString());
    assertThat(chosen).doesNotExist();
    assertThat(elsewhere).exists();
  }

  /** Chooses its folder, fills it as JavaCPP does, says where it is, and ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      NativeCache.choose();
      // Once by the program's start, and once when BLAS is loaded.
      NativeCache.choose();
      Path chosen = Path.of(System.getProperty("org.bytedeco.javacpp.cachedir"));
      Path unpacked = Files.createDirectories(chosen.resolve("openblas.jar/org"));
      Files.writeString(unpacked.resolve("libopenblas.so"), "");
      Files.createSymbolicLink(unpacked.resolve("libgomp.so"), Path.of(args[0]));
      System.out.println(chosen);
    }
  }

  @Test
  void otherUnpackersGoThereTooUnlessTheUserSaysWhere() {
    System.setProperty("org.xerial.snappy.tempdir", "elsewhere");
    try {
      NativeCache.choose();

      String folder = System.getProperty("org.bytedeco.javacpp.cachedir");
      assertThat(System.getProperty("jna.tmpdir")).isEqualTo(folder);
      assertThat(System.getProperty("ZstdTempFolder")).isEqualTo(folder);
      assertThat(System.getProperty("org.xerial.snappy.tempdir")).isEqualTo("elsewhere");
    } finally {
      System.clearProperty("org.xerial.snappy.tempdir");
    }
  }

  @Test
  void givenFolderIsTaken() throws IOException {
    Path given = home.resolve("given");

    assertThat(NativeCache.folder(given.toString(), "/proc/no-home-here"))
        .isEqualTo(home.toRealPath().resolve("given"));
  }

  private Path folder(String name, String permissions) throws IOException {
    Path folder = Files.createDirectories(home.resolve(name));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    return folder;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
