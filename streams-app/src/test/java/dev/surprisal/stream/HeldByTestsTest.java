package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document says to be held by a test, is. */
class HeldByTestsTest {
  private static final Path TOP = Path.of("..");
  private static final String LAST_COLUMN = "held by";
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @ParameterizedTest
  @CsvSource({"docs/limits.md, 20", "docs/security.md, 15"})
  void everyRowIsHeldByATestThatExists(String document, int leastRows) throws IOException {
    Set<String> classes = testClasses();

    List<List<String>> rows = rows(TOP.resolve(document));

    assertThat(rows).hasSizeGreaterThan(leastRows);
    for (List<String> row : rows) {
      List<String> holders =
          QUOTED.matcher(row.get(row.size() - 1)).results().map(quoted -> quoted.group(1)).toList();
      assertThat(row).as("%s", row).noneMatch(String::isEmpty);
      assertThat(holders).as("%s", row).isNotEmpty();
      assertThat(holders)
          .as("%s", row)
          .allMatch(name -> classes.contains(name) || Files.isExecutable(TOP.resolve(name)));
    }
  }

  private static Set<String> testClasses() throws IOException {
    Set<String> classes = new HashSet<>();
    for (String module : List.of("cli", "model", "trainer", "streams-app")) {
      try (Stream<Path> sources = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
        sources
            .map(source -> source.getFileName().toString().replace(".java", ""))
            .forEach(classes::add);
      }
    }
    return classes;
  }

  /** The rows, cell by cell, of all tables whose last column says what holds them. */
  private static List<List<String>> rows(Path document) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    int columns = 0;
    for (String line : Files.readAllLines(document)) {
      List<String> cells =
          line.startsWith("|")
              ? Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                  .map(String::strip)
                  .toList()
              : List.of();
      if (cells.isEmpty()) {
        columns = 0;
      } else if (cells.get(cells.size() - 1).equals(LAST_COLUMN)) {
        columns = cells.size();
      } else if (columns > 0 && !cells.get(0).matches("-+")) {
        assertThat(cells).as(line).hasSize(columns);
        rows.add(cells);
      }
    }
    return rows;
  }
}
