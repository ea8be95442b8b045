package dev.surprisal.stream.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.models.Change;
import dev.surprisal.stream.models.Refusal;
import dev.surprisal.stream.models.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was decided about the models, as the page reads it. It remembers what this instance refused,
 * for that is on no topic. One thread's.
 */
final class ModelsJson {
  private static final int MOST_REFUSALS = 20;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final List<Refusal> refusals = new ArrayList<>();

  /** The candidate, and all changes and refusals, the newest first. */
  ObjectNode of(Standing standing) {
    standing.refused().stream().filter(one -> !refusals.contains(one)).forEach(refusals::add);
    refusals.subList(0, Math.max(0, refusals.size() - MOST_REFUSALS)).clear();
    List<ObjectNode> rows = new ArrayList<>();
    standing.changes().forEach(change -> rows.add(json(change)));
    refusals.forEach(refusal -> rows.add(json(refusal)));
    rows.sort(Comparator.comparingLong((ObjectNode row) -> row.path("at").asLong()).reversed());
    ObjectNode json = JSON.objectNode();
    standing
        .candidate()
        .ifPresent(
            candidate -> {
              ObjectNode node = json(candidate);
              standing.refused().stream()
                  .filter(one -> one.digest().equals(candidate.model().digest()))
                  .findFirst()
                  .ifPresent(one -> node.put("refused", one.reason()));
              json.set("candidate", node);
            });
    ArrayNode changes = json.putArray("changes");
    rows.forEach(changes::add);
    return json;
  }

  private static ObjectNode json(Change change) {
    ObjectNode json =
        JSON.objectNode().put("at", change.at().toEpochMilli()).put("kind", change.kind());
    named(json.putObject("model"), change.model());
    change.before().ifPresent(before -> named(json.putObject("before"), before));
    change.share().ifPresent(share -> json.put("share", share));
    return json;
  }

  private static void named(ObjectNode json, Change.Named model) {
    json.put("digest", model.digest()).put("name", model.name());
  }

  private static ObjectNode json(Refusal refusal) {
    ObjectNode json =
        JSON.objectNode()
            .put("at", refusal.at().toEpochMilli())
            .put("kind", "refused")
            .put("reason", refusal.reason());
    json.putObject("model").put("digest", refusal.digest());
    return json;
  }
}
