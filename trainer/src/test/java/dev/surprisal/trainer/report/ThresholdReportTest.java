package dev.surprisal.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.evaluate.Misses;
import dev.surprisal.trainer.evaluate.ThresholdTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdReportTest {
  private static final Calibration CALIBRATION =
      new Calibration(IntStream.rangeClosed(1, 199).asDoubleStream().toArray());

  private static ThresholdTable table() {
    double[] scratches = new double[115];
    Arrays.fill(scratches, 300);
    double[] holes = new double[25];
    Arrays.fill(holes, 0, 3, 300);
    Map<String, double[]> sets = new LinkedHashMap<>();
    sets.put("scratch", scratches);
    sets.put("hole", holes);
    return ThresholdTable.of(Score.SURPRISE, CALIBRATION, 0.01, new double[100], sets);
  }

  /** By SciPy, 118 of 140 have Wilson's interval 0.774 to 0.894. */
  @Test
  void theVerdictIsTheFirstLine() {
    StringWriter page = new StringWriter();
    ThresholdReport.print(table(), new PrintWriter(page, true));

    assertThat(page.toString().lines().findFirst().orElseThrow())
        .startsWith(
            "finds 84 % [77, 89] of 140 anomalies at 1 %; blind to: hole (12 % of 25); alarms on 0.00 % of 100 clean images, ");
    assertThat(page.toString())
        .contains("| hole, 25 ", "| – ", " 12 % [4, 30] ", "| all, 140 ", "| clean images, 100 ")
        .doesNotContain("NaN");
  }

  @Test
  void jsonHasTheCountsTheIntervalsAndTheMissedFiles() {
    Misses none = Misses.of("scratch", images(1), new double[] {300}, CALIBRATION, 0.01);
    Misses one = Misses.of("hole", images(2), new double[] {300, 4}, CALIBRATION, 0.01);

    JsonNode json = ThresholdReport.json(new ObjectMapper(), table(), List.of(none, one));

    assertThat(json.path("sets").path(1).path("alarms").path("0.01").path("images").asInt())
        .isEqualTo(3);
    assertThat(json.path("sets").path(1).path("alarms").has("0.001")).isFalse();
    assertThat(json.path("sets").path(1).path("missed").path(0).asText()).isEqualTo("synthetic#1");
    assertThat(json.path("all").path("alarms").path("0.01").path("low").asDouble())
        .isBetween(0.7, 0.8);
  }

  private static SyntheticImages images(int size) {
    return new SyntheticImages(new ImageShape(4, 4), size, 1);
  }
}
