package dev.surprisal.stream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChildTest {
  @Test
  void scorerRunsWithTheLaunchersOptions() throws IOException {
    String launcher = Files.readString(Path.of("..", "surprisal"));

    assertThat(launcher).contains("options+=(%s)".formatted(String.join(" ", Child.COLLECTOR)));
  }
}
