package dev.surprisal.trainer.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.trainer.evaluate.Evaluation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** An evaluation for a person and for a program. */
public final class EvaluationReport {
  /** Stands for a figure that the calibration cannot support. */
  private static final String DASH = "–";

  private EvaluationReport() {}

  public static void print(Evaluation evaluation, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-20s %-14s %7s %7s  detected at a set false-alarm rate of%n",
        "set",
        "score",
        "AUROC",
        "AUPRC");
    out.printf(
        Locale.ROOT, "%-20s %-14s %7s %7s  %s%n", "", "", "", "", percents(Evaluation.RATES));
    for (Evaluation.SetResult row : evaluation.sets()) {
      out.printf(
          Locale.ROOT,
          "%-20s %-14s %7.4f %7.4f  %s%n",
          row.set(),
          row.score().wireName(),
          row.ranking().auroc(),
          row.ranking().auprc(),
          percents(row.detected()));
    }
    out.println("realised false alarms on the normal images:");
    for (Evaluation.FalseAlarmShares row : evaluation.falseAlarms()) {
      out.printf(
          Locale.ROOT,
          "%-20s %-14s %7s %7s  %s%n",
          "normal",
          row.score().wireName(),
          "",
          "",
          percents(row.realised()));
    }
    if (evaluation.hasUnsupportedRates()) {
      out.printf(
          Locale.ROOT,
          "%s: not supported; %d calibration images support false-alarm rates from %.2f %% on%n",
          DASH,
          evaluation.calibrationImages(),
          100 * evaluation.smallestRate());
    }
  }

  private static String percents(List<Double> shares) {
    StringBuilder line = new StringBuilder();
    for (double share : shares) {
      line.append(
          Double.isNaN(share)
              ? String.format(Locale.ROOT, "%8s  ", DASH)
              : String.format(Locale.ROOT, "%8.2f %%", 100 * share));
    }
    return line.toString();
  }

  /** Rates as keys; a rate that the calibration cannot support is left out. */
  public static ObjectNode json(ObjectMapper json, Evaluation evaluation) {
    ObjectNode root = json.createObjectNode();
    ArrayNode sets = root.putArray("sets");
    for (Evaluation.SetResult row : evaluation.sets()) {
      ObjectNode node =
          sets.addObject()
              .put("set", row.set())
              .put("score", row.score().wireName())
              .put("auroc", row.ranking().auroc())
              .put("auprc", row.ranking().auprc());
      putRates(node.putObject("detected"), row.detected());
    }
    ArrayNode normal = root.putArray("falseAlarms");
    for (Evaluation.FalseAlarmShares row : evaluation.falseAlarms()) {
      putRates(
          normal.addObject().put("score", row.score().wireName()).putObject("realised"),
          row.realised());
    }
    return root;
  }

  private static void putRates(ObjectNode node, List<Double> shares) {
    for (int i = 0; i < shares.size(); i++) {
      if (!shares.get(i).isNaN()) {
        node.put(Double.toString(Evaluation.RATES.get(i)), shares.get(i));
      }
    }
  }
}
