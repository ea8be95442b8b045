package dev.surprisal.trainer.report;

import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.suite.Suite.Category;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report card for a person: a Markdown table that reads well as plain text too. */
public final class ReportCardTable {
  private ReportCardTable() {}

  public static void print(ReportCard card, PrintWriter out) {
    line(
        out,
        "| %-22s | %-12s | %-24s | %-10s |",
        "suite",
        "kind",
        "AUROC (95 % interval)",
        "alarms");
    line(out, "| %s | %s | %s | %s |", "---", "---", "---", "---");
    for (ReportCard.Row row : card.rows()) {
      if (row.kind() == Category.LOCAL_DAMAGE) {
        continue;
      }
      line(
          out,
          "| %-22s | %-12s | %.4f (%.4f – %.4f) | %5.1f %%%s |",
          row.suite(),
          row.kind().inWords(),
          row.auroc(),
          row.aurocLow(),
          row.aurocHigh(),
          100 * row.detected(),
          row.failed() ? " FAILED" : row.usual() ? " usual here" : "");
    }
    line(out, "");
    line(
        out,
        "score %s at a set false-alarm rate of %.2f %%: mean AUROC %.4f, mean detection %.1f %%,"
            + " alarms on benign changes %.1f %%",
        card.score().wireName(),
        100 * card.rate(),
        card.meanAuroc(),
        100 * card.meanDetected(),
        100 * card.benignAlarms());
    card.falseAlarms()
        .forEach(
            alarms ->
                line(
                    out,
                    "false alarms %.2f %%; set: %s",
                    100 * alarms.realised(),
                    card.promise(alarms.rate()).inWords(card.cleanImages())));
    if (!card.usual().isEmpty()) {
      line(
          out, "usual for these clean images, so not counted: %s", String.join(", ", card.usual()));
    }
    if (!Double.isNaN(card.localAuroc())) {
      local(card, out);
    }
  }

  /** A row for each kind; its sizes, which follow the comma of a suite's name, side by side. */
  private static void local(ReportCard card, PrintWriter out) {
    Map<String, List<ReportCard.Row>> kinds =
        card.rows().stream()
            .filter(row -> row.kind() == Category.LOCAL_DAMAGE)
            .collect(
                Collectors.groupingBy(
                    row -> row.suite().substring(0, row.suite().indexOf(',')),
                    LinkedHashMap::new,
                    Collectors.toList()));
    line(out, "");
    line(out, "| %-14s | %-15s | %-15s | %-15s |", "local damage", "small", "medium", "large");
    line(out, "| --- | --- | --- | --- |");
    kinds.forEach(
        (kind, sizes) ->
            line(
                out,
                "| %-14s | %s |",
                kind,
                sizes.stream()
                    .map(row -> text("%5.1f %% (%.3f)", 100 * row.detected(), row.auroc()))
                    .collect(Collectors.joining(" | "))));
    line(out, "");
    line(
        out,
        "local damage: alarms and AUROC of each size; mean AUROC %.4f, mean detection %.1f %%",
        card.localAuroc(),
        100 * card.localDetected());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.println();
  }
}
