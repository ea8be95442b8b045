package dev.surprisal.trainer.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in the guide is that of the recorded run, whatever anybody wrote into it. */
final class RecordedReportCardTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void guideShowsTheRecordedRun() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ReportCard card =
        json.convertValue(
            json.readTree(DOCS.resolve("detection.json").toFile()).path("reportCard"),
            ReportCard.class);
    StringWriter table = new StringWriter();
    ReportCardTable.print(card, new PrintWriter(table, true));

    assertThat(Files.readString(DOCS.resolve("detection.md"))).contains(table.toString());
    assertThat(card.failures()).isEmpty();
  }
}
