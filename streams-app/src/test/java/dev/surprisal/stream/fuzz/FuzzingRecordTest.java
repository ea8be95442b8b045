package dev.surprisal.stream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/fuzzing.md says of the targets. */
class FuzzingRecordTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern TARGET = Pattern.compile("@FuzzTest\\b[^{;]*?\\bvoid (\\w+)\\(");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /**
   * Target, minutes by the wall and of a processor, executions, slowest input, findings, commit,
   * day.
   */
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `(\\w+)` \\| [0-9.]+ \\| [0-9.]+ \\| [0-9,]+ \\| (?:\\d+ s)? \\| (\\d+) \\| [0-9a-f]{8}\\+? \\| [0-9-]{10} \\|");

  @Test
  void everyTargetIsExplained() throws IOException {
    Set<String> explained =
        lines().stream()
            .dropWhile(line -> !line.equals("| targets | what they are |"))
            .flatMap(line -> names(NAME, line.replaceFirst("\\|[^|]*\\|$", "")))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(explained).isEqualTo(targets());
  }

  /** A target without a row has had no recorded run. */
  @Test
  void nothingWasFoundInTheLastRecordedRuns() throws IOException {
    List<String> rows =
        lines().stream()
            .dropWhile(line -> !line.startsWith("| target |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(rows).allSatisfy(row -> assertThat(row).matches(ROW));
    List<MatchResult> runs = rows.stream().flatMap(row -> ROW.matcher(row).results()).toList();
    assertThat(runs).extracting(run -> run.group(1)).isNotEmpty().doesNotHaveDuplicates();
    assertThat(runs).extracting(run -> run.group(1)).isSubsetOf(targets());
    assertThat(runs).extracting(run -> run.group(2)).containsOnly("0");
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(TOP.resolve("docs/fuzzing.md"));
  }

  private static Set<String> targets() throws IOException {
    Set<String> targets = new TreeSet<>();
    for (String module : List.of("cli", "model", "trainer", "streams-app")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith("FuzzTest.java")).toList()) {
          names(TARGET, Files.readString(file)).forEach(targets::add);
        }
      }
    }
    return targets;
  }

  private static Stream<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1));
  }
}
