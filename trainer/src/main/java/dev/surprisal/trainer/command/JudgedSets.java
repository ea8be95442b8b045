package dev.surprisal.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.file.OutputFile;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.evaluate.Evaluation;
import dev.surprisal.trainer.evaluate.Misses;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.evaluate.ThresholdTable;
import dev.surprisal.trainer.picture.PngFile;
import dev.surprisal.trainer.report.EvaluationReport;
import dev.surprisal.trainer.report.MissesSheet;
import dev.surprisal.trainer.report.ThresholdReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a bundle makes of sets of anomalies.
 *
 * @param evaluation every score on every set
 * @param table of the score that decides
 * @param misses of that score at the table's rate, one for each set
 * @param discriminatorAboveZero share of the normal images; see {@link
 *     ScoredSet#discriminatorAboveZero()}
 */
record JudgedSets(
    Evaluation evaluation,
    ThresholdTable table,
    List<Misses> misses,
    OptionalDouble discriminatorAboveZero) {
  JudgedSets {
    misses = List.copyOf(misses);
  }

  /**
   * @param decides the score that decides
   * @param rate that its calibration supports
   * @param sets by name, at least one
   * @throws dev.surprisal.BadInputException if images are of another shape than the model's
   */
  static JudgedSets of(
      Bundle bundle, Score decides, double rate, ImageSource clean, Map<String, ImageSource> sets) {
    sets.values().forEach(set -> ScoredSet.expectShape(bundle.model(), set));
    Calibration calibration = bundle.calibrations().get(decides);
    Set<Score> all = bundle.calibrations().keySet();
    ScoredSet normal = ScoredSet.of(bundle.model(), all, clean);
    Map<String, ScoredSet> scored = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    List<Misses> misses = new ArrayList<>();
    sets.forEach(
        (name, images) -> {
          ScoredSet set = ScoredSet.of(bundle.model(), all, images);
          scored.put(name, set);
          values.put(name, set.values(decides));
          misses.add(Misses.of(name, images, set.values(decides), calibration, rate));
        });
    return new JudgedSets(
        Evaluation.of(bundle, normal, scored),
        ThresholdTable.of(decides, calibration, rate, normal.values(decides), values),
        misses,
        normal.discriminatorAboveZero());
  }

  void print(PrintWriter out) {
    ThresholdReport.print(table, out);
    EvaluationReport.print(evaluation, out);
    discriminatorAboveZero.ifPresent(
        share ->
            out.printf(
                Locale.ROOT,
                "the discriminator calls %.1f %% of the normal images strange%n",
                100 * share));
  }

  /** Draws what is not found, and says which row is which set; no picture if nothing is missed. */
  void drawMisses(Path file, PrintWriter out) {
    List<Misses> some = misses.stream().filter(set -> !set.indices().isEmpty()).toList();
    if (some.isEmpty()) {
      out.println("nothing is missed, so that there is no picture of it");
      return;
    }
    byte[] png = PngFile.of(MissesSheet.of(some));
    OutputFile.write(file, stream -> stream.write(png));
    String rows =
        some.stream()
            .map(set -> "%s (%d)".formatted(set.set(), set.indices().size()))
            .collect(Collectors.joining(", "));
    out.println("missed, a row each in %s: %s".formatted(file, rows));
  }

  ObjectNode json(ObjectMapper json) {
    ObjectNode root = EvaluationReport.json(json, evaluation);
    root.set("thresholds", ThresholdReport.json(json, table, misses));
    discriminatorAboveZero.ifPresent(share -> root.put("discriminatorAboveZero", share));
    return root;
  }
}
