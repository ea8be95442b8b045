package dev.surprisal.stream.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.source.SourceRow;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Sources as the page reads them. */
final class SourcesJson {
  /** As many as a browser lays out without a pause. */
  static final int MOST = 500;

  private SourcesJson() {}

  /** The worst ones, where there are too many. */
  static ArrayNode of(List<SourceRow> rows) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    rows.stream()
        .sorted(
            Comparator.<SourceRow>comparingInt(row -> -row.open().size())
                .thenComparingLong(row -> -anomalous(row)))
        .limit(MOST)
        .forEach(row -> add(json.addObject(), row));
    return json;
  }

  private static void add(ObjectNode json, SourceRow row) {
    json.put("source", row.source())
        .put("partition", row.partition())
        .put("images", row.images())
        .put("anomalies", row.anomalies())
        .put("rejected", row.rejected())
        .put(
            "window",
            row.window().stream()
                .map(anomalous -> anomalous ? "1" : "0")
                .collect(Collectors.joining()))
        .put("seenAt", row.seenAt());
    ArrayNode open = json.putArray("open");
    row.open().forEach(kind -> open.add(kind.wireName()));
  }

  private static long anomalous(SourceRow row) {
    return row.window().stream().filter(anomalous -> anomalous).count();
  }
}
