package dev.surprisal.stream.siege;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {
  private static final Path TOP = Path.of("..");

  @TempDir Path folder;

  /** The words that are replaced must be in the sources as they are today. */
  @ParameterizedTest
  @EnumSource(Mutant.class)
  void everyMistakeIsPlanted(Mutant mutant) {
    Path classes = mutant.compile(TOP, folder);

    assertThat(classes.resolve("dev/surprisal")).isDirectoryRecursivelyContaining("glob:**.class");
  }
}
