package dev.surprisal.trainer.report;

import dev.surprisal.trainer.suite.ReportCard;
import java.io.PrintWriter;
import java.util.Locale;

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
      line(
          out,
          "| %-22s | %-12s | %.4f (%.4f – %.4f) | %5.1f %%%s |",
          row.suite(),
          row.kind().inWords(),
          row.auroc(),
          row.aurocLow(),
          row.aurocHigh(),
          100 * row.detected(),
          row.failed() ? " FAILED" : "");
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
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.println();
  }
}
