package dev.surprisal.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {
  private static final Path TOP = Path.of("..");

  @TempDir Path folder;

  /** The words that are replaced must be in the sources as they are today. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BUFFER")
  void mistakeStandsBeforeTheScorersOwnClasses(Mutant mutant) {
    String first = mutant.classPath(TOP, folder).split(File.pathSeparator, -1)[0];

    assertThat(Path.of(first)).startsWith(folder);
    assertThat(Path.of(first, "dev", "surprisal"))
        .isDirectoryRecursivelyContaining("glob:**.class");
  }
}
