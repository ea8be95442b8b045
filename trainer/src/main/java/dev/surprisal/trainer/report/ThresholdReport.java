package dev.surprisal.trainer.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.Proportion;
import dev.surprisal.trainer.evaluate.Misses;
import dev.surprisal.trainer.evaluate.ThresholdTable;
import dev.surprisal.trainer.evaluate.ThresholdTable.Row;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A threshold table for a person and for a program. */
public final class ThresholdReport {
  private static final String DASH = "–";
  private static final MathContext DIGITS = new MathContext(3);

  private ThresholdReport() {}

  /** The verdict in one sentence, then a table in Markdown. */
  public static void print(ThresholdTable table, PrintWriter out) {
    out.println(verdict(table));
    out.println();
    out.println(
        row(
            "found by " + table.score().wireName() + " at",
            table.rates().stream().map(ThresholdReport::rate)));
    out.println(row("---", table.rates().stream().map(rate -> "---")));
    List<Row> sets = table.sets();
    Stream.concat(sets.stream(), sets.size() > 1 ? Stream.of(table.all()) : Stream.empty())
        .forEach(set -> out.println(line(set)));
    out.println(line(table.clean()));
    out.println();
  }

  /** As in "finds 93 % [87, 96] of 140 anomalies at 1 %; blind to: hole (12 % of 25)". */
  static String verdict(ThresholdTable table) {
    Row all = table.all();
    String blind =
        table.blindTo().stream()
            .map(
                set ->
                    text(
                        "%s (%.0f %% of %d)",
                        set.name(), 100 * table.atRate(set).share(), set.images()))
            .collect(Collectors.joining(", "));
    return text(
        "finds %s of %d anomalies at %s%s; alarms on %.2f %% of %d clean images, %.2f %% to %.2f %% is usual",
        share(table.atRate(all)),
        all.images(),
        rate(table.rate()),
        blind.isEmpty() ? "" : "; blind to: " + blind,
        100 * table.atRate(table.clean()).share(),
        table.clean().images(),
        100 * table.usualAlarms().low(),
        100 * table.usualAlarms().high());
  }

  private static String line(Row set) {
    return row(
        set.name() + ", " + set.images(),
        set.alarms().stream().map(alarms -> alarms.map(ThresholdReport::share).orElse(DASH)));
  }

  private static String row(String first, Stream<String> cells) {
    return text("| %-24s | ", first)
        + cells.map(cell -> text("%-16s", cell)).collect(Collectors.joining(" | "))
        + " |";
  }

  private static String share(Proportion found) {
    return text("%.0f %% [%.0f, %.0f]", 100 * found.share(), 100 * found.low(), 100 * found.high());
  }

  private static String rate(double rate) {
    return BigDecimal.valueOf(100 * rate).round(DIGITS).stripTrailingZeros().toPlainString() + " %";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Rates as keys; a rate that the calibration cannot support is left out. */
  public static ObjectNode json(ObjectMapper json, ThresholdTable table, List<Misses> misses) {
    ObjectNode root = json.createObjectNode();
    root.put("score", table.score().wireName());
    root.put("rate", table.rate());
    root.put("verdict", verdict(table));
    ArrayNode sets = root.putArray("sets");
    for (int i = 0; i < table.sets().size(); i++) {
      ObjectNode node = json(sets.addObject(), table, table.sets().get(i));
      ArrayNode missed = node.putArray("missed");
      misses.get(i).places().forEach(missed::add);
    }
    json(root.putObject("all"), table, table.all());
    json(root.putObject("clean"), table, table.clean());
    return root;
  }

  private static ObjectNode json(ObjectNode node, ThresholdTable table, Row row) {
    node.put("set", row.name()).put("images", row.images());
    ObjectNode alarms = node.putObject("alarms");
    for (int i = 0; i < table.rates().size(); i++) {
      Optional<Proportion> share = row.alarms().get(i);
      String rate = Double.toString(table.rates().get(i));
      share.ifPresent(
          found ->
              alarms
                  .putObject(rate)
                  .put("images", found.count())
                  .put("share", found.share())
                  .put("low", found.low())
                  .put("high", found.high()));
    }
    return node;
  }
}
