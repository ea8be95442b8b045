package dev.surprisal.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.detection.ReportCard;
import dev.surprisal.trainer.detection.ReportCardTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private static String means(ReportCard card) {
    return String.format(
        Locale.ROOT,
        "%.4f | %.1f %% | %.1f %%",
        card.meanAuroc(),
        100 * card.meanDetected(),
        100 * card.benignAlarms());
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
