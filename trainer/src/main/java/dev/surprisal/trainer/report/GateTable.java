package dev.surprisal.trainer.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.Proportion;
import dev.surprisal.trainer.suite.Gate;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How two bundles compare, for a person and for programs. */
public final class GateTable {
  private GateTable() {}

  public static void print(Gate gate, PrintWriter out) {
    List<Gate.Row> shown = gate.rows().stream().filter(GateTable::differs).toList();
    line(out, "");
    line(
        out,
        "against the other bundle, each at the threshold that %.2f %% of the clean images exceed;"
            + " %d of %d sets on which they differ by a hundredth or more:",
        100 * gate.fresh().promise().rate(),
        shown.size(),
        gate.rows().size());
    if (!shown.isEmpty()) {
      table(gate, shown, out);
    }
    line(out, "");
    side(out, "this", gate.fresh());
    side(out, "other", gate.former());
    line(
        out,
        "%s",
        gate.objections().isEmpty()
            ? "it may take the other's place"
            : "it should not take the other's place: " + String.join("; ", gate.objections()));
  }

  private static void table(Gate gate, List<Gate.Row> shown, PrintWriter out) {
    line(out, "| found of               | this     | other    | only this | only other | chance |");
    line(out, "| --- | --- | --- | --- | --- | --- |");
    for (Gate.Row row : shown) {
      line(
          out,
          "| %-22s | %6.1f %% | %6.1f %% | %9d | %10d | %6.4f |%s%s",
          row.set(),
          100 * row.fresh().share(),
          100 * row.former().share(),
          row.onlyFresh(),
          row.onlyFormer(),
          row.chance(),
          row.wanted() ? "" : " not to be found",
          gate.worse().contains(row) ? " WORSE" : "");
    }
  }

  private static boolean differs(Gate.Row row) {
    return Math.abs(row.fresh().count() - row.former().count()) >= 0.01 * row.fresh().of();
  }

  private static void side(PrintWriter out, String which, Gate.Side side) {
    Proportion alarms = side.alarms();
    line(
        out,
        "alarm rate of %s on clean images %.2f %% [%.2f, %.2f]; set: %s",
        which,
        100 * alarms.share(),
        100 * alarms.low(),
        100 * alarms.high(),
        side.promise().inWords(alarms.of()));
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.println();
  }

  /** The same figures. */
  public static ObjectNode json(ObjectMapper json, Gate gate) {
    ObjectNode root = json.createObjectNode();
    root.set("this", side(json, gate.fresh()));
    root.set("other", side(json, gate.former()));
    root.set("objections", json.valueToTree(gate.objections()));
    for (Gate.Row row : gate.rows()) {
      root.withArray("sets")
          .addObject()
          .put("set", row.set())
          .put("wanted", row.wanted())
          .put("images", row.fresh().of())
          .put("this", row.fresh().share())
          .put("other", row.former().share())
          .put("onlyThis", row.onlyFresh())
          .put("onlyOther", row.onlyFormer())
          .put("chance", row.chance());
    }
    return root;
  }

  private static ObjectNode side(ObjectMapper json, Gate.Side side) {
    Proportion alarms = side.alarms();
    return json.createObjectNode()
        .put("alarms", alarms.count())
        .put("images", alarms.of())
        .put("share", alarms.share())
        .put("low", alarms.low())
        .put("high", alarms.high())
        .put("bandLow", side.band().low())
        .put("bandHigh", side.band().high());
  }
}
