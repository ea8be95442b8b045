package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The guide's table of trainings is that of the recorded runs, whatever anybody wrote into it. */
class RecordedTrainingsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String HEAD =
      "| preset | options | epochs | figure | reached | at most | independent | CPU-seconds |";

  @Test
  void guideShowsTheRecordedRuns() throws IOException {
    JsonNode runs = new ObjectMapper().readTree(DOCS.resolve("training.json").toFile()).get("runs");
    List<String> expected =
        StreamSupport.stream(runs.spliterator(), false).map(RecordedTrainingsTest::row).toList();

    List<String> guide = Files.readAllLines(DOCS.resolve("training.md"));

    int rule = guide.indexOf(HEAD) + 1;
    assertThat(rule).isPositive();
    assertThat(guide.stream().skip(rule + 1L).takeWhile(line -> line.startsWith("|")))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void recordedRunsReachWhatTheyMust() throws IOException {
    JsonNode runs = new ObjectMapper().readTree(DOCS.resolve("training.json").toFile()).get("runs");

    assertThat(runs).isNotEmpty();
    for (JsonNode run : runs) {
      assertThat(run.get("nats").asDouble())
          .as("%s %s", run.get("preset"), run.get("options"))
          .isPositive()
          .isLessThanOrEqualTo(run.get("atMost").asDouble());
    }
  }

  private static String row(JsonNode run) {
    String options = run.get("options").asText();
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %d | %s | %.2f | %.2f | %.2f | %.0f |",
        run.get("preset").asText(),
        options.isEmpty() ? "" : "`" + options + "`",
        run.get("epochs").asInt(),
        run.get("figure").asText(),
        run.get("nats").asDouble(),
        run.get("atMost").asDouble(),
        run.get("independent").asDouble(),
        run.get("cpuSeconds").asDouble());
  }
}
