package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/limits.md} says to be held by a test, is. */
class LimitsGuideTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void everyRowIsHeldByATestThatExists() throws IOException {
    Set<String> classes = new HashSet<>();
    for (String module : List.of("model", "streams-app")) {
      try (Stream<Path> sources = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
        sources
            .map(source -> source.getFileName().toString().replace(".java", ""))
            .forEach(classes::add);
      }
    }
    List<String> rows =
        Files.readAllLines(TOP.resolve("docs/limits.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.contains("---"))
            .skip(1)
            .toList();

    assertThat(rows).hasSizeGreaterThan(10);
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      assertThat(cells).as(row).hasSize(5);
      List<String> holders =
          QUOTED
              .matcher(cells[3])
              .results()
              .map(MatchResult::group)
              .map(LimitsGuideTest::bare)
              .toList();
      assertThat(holders).as(row).isNotEmpty();
      assertThat(holders)
          .as(row)
          .allMatch(name -> classes.contains(name) || Files.isExecutable(TOP.resolve(name)));
    }
  }

  private static String bare(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }
}
