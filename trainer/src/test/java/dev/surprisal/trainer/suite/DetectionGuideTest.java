package dev.surprisal.trainer.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.recipe.Preset;
import dev.surprisal.trainer.report.ReportCardTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guide's tables are those of the recorded runs, whatever anybody wrote into them. Each file of
 * the records is what {@code evaluate --json} wrote.
 */
final class DetectionGuideTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String guide = read(DOCS.resolve("detection.md"));

  @Test
  void reportCardIsThatOfTheRecordedRun() {
    StringWriter table = new StringWriter();
    ReportCardTable.print(card("best"), new PrintWriter(table, true));

    assertThat(guide).contains(table.toString());
    assertThat(card("best").failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void scoresAreCompared(Score score) {
    ReportCard card = card(score == Score.SURPRISE ? "best" : "best-" + score.wireName());

    assertThat(card.score()).isEqualTo(score);
    assertThat(guide).contains("| `%s` | %s |\n".formatted(score.wireName(), means(card)));
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void presetsAreCompared(Preset preset) {
    ReportCard card = card(preset.toString());

    assertThat(guide)
        .contains(
            "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                    preset, card.score().wireName(), means(card), falseAlarms(card), missed(card)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 9})
  void digitsLeftOutAreCompared(int digit) {
    assertThat(guide)
        .contains(
            "| %d | %s | %s |\n"
                .formatted(digit, leftOut(digit, "surprise"), leftOut(digit, "elbo")));
  }

  /** The lines that {@code benchmarks/detection} measured, in its table's form, and no others. */
  @Test
  void otherImagesAreCompared() {
    List<String> measured = new ArrayList<>();
    for (JsonNode seeds : json("others")) {
      for (JsonNode row : seeds.path("1")) {
        measured.add(
            "| %s | %s | %s | %s | %s |"
                .formatted(
                    row.path("what").asText(),
                    shown(row.path("auroc"), "%.3f", 1),
                    shown(row.path("found"), "%.1f %%", 100),
                    shown(row.path("falseAlarms"), "%.2f %%", 100),
                    shown(row.path("seconds"), "%.0f s", 1)));
      }
    }
    String section = guide.substring(guide.indexOf("## Other images"));

    assertThat(measured).isNotEmpty();
    assertThat(
            section
                .substring(0, section.indexOf("## Your own images"))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(2)
                .map(line -> line.substring(line.indexOf("| ", 1))))
        .containsExactlyInAnyOrderElementsOf(measured);
  }

  private static String shown(JsonNode value, String form, double factor) {
    return value.isNull() ? "–" : String.format(Locale.ROOT, form, factor * value.asDouble());
  }

  private static String means(ReportCard card) {
    return String.format(
        Locale.ROOT,
        "%.4f | %.1f %% | %.1f %%",
        card.meanAuroc(),
        100 * card.meanDetected(),
        100 * card.benignAlarms());
  }

  private static String falseAlarms(ReportCard card) {
    return card.falseAlarms().stream()
        .map(alarms -> String.format(Locale.ROOT, "%.2f", 100 * alarms.realised()))
        .collect(Collectors.joining(" / ", "", " %"));
  }

  private static String missed(ReportCard card) {
    List<ReportCard.Row> failures = card.failures();
    return failures.isEmpty()
        ? "none"
        : failures.stream()
            .map(row -> String.format(Locale.ROOT, "%s %.2f", row.suite(), row.auroc()))
            .collect(Collectors.joining(", "));
  }

  private static String leftOut(int digit, String score) {
    JsonNode row =
        StreamSupport.stream(json("left-out-" + digit).path("sets").spliterator(), false)
            .filter(set -> set.path("score").asText().equals(score))
            .findFirst()
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "%.3f | %.1f %%",
        row.path("auroc").asDouble(),
        100 * row.path("detected").path("0.01").asDouble());
  }

  private static ReportCard card(String run) {
    return JSON.convertValue(json(run).path("reportCard"), ReportCard.class);
  }

  private static JsonNode json(String run) {
    try {
      return JSON.readTree(DOCS.resolve("detection").resolve(run + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
