package dev.surprisal.stream.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recorded run in docs/cameras.md keeps what the drill promises. */
class CamerasRecordTest {
  private static final Pattern ALERT =
      Pattern.compile(
          "\\| (\\w+) \\| `(\\w+)` \\| ([0-9,]+) records, [0-9.]+ s \\| ([0-9,]+) records, [0-9.]+ s \\|");

  private static final Pattern FIGURE =
      Pattern.compile("\\| [a-z][^|]* \\| ([0-9]+) \\| ([0-9.]+) \\|");

  private final List<String> record = record();

  private static List<String> record() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "cameras.md")).stream()
          .dropWhile(line -> !line.equals(Cameras.RECORD))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aHundredCamerasWereThere() {
    assertThat(record).anyMatch(line -> line.matches("Of [0-9-]{10}: 100 cameras at .*"));
  }

  @Test
  void eachFaultRaisedItsAlertInTime() {
    List<MatchResult> rows = found(ALERT);

    assertThat(rows)
        .extracting(row -> row.group(1) + " " + row.group(2))
        .containsExactly(
            "black anomalous", "silent silent", "garbage rejected", "drifting drifted");
    assertThat(rows)
        .extracting(row -> number(row.group(3)))
        .satisfiesExactly(
            black -> assertThat(black).isBetween(1, Report.MOST_IMAGES),
            silent -> assertThat(silent).isZero(),
            garbage -> assertThat(garbage).isEqualTo(10),
            drifting -> assertThat(drifting).isBetween(1, 1_000));
  }

  @Test
  void noFigureIsAboveWhatItMayBe() {
    List<MatchResult> rows = found(FIGURE);

    assertThat(rows).hasSize(4);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(Double.parseDouble(row.group(1)))
                    .isLessThanOrEqualTo(Double.parseDouble(row.group(2))));
  }

  private List<MatchResult> found(Pattern pattern) {
    return record.stream()
        .map(pattern::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.toMatchResult())
        .toList();
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace(",", ""));
  }
}
