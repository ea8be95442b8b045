package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.PlainText;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An image on which a candidate and the model in force differ.
 *
 * @param time of the verdict, in milliseconds since 1970
 * @param id {@code topic-partition-offset}
 * @param offset of the image
 * @param kind how they differ, as records say it
 * @param activeP p-value by the model in force
 * @param candidateP p-value by the candidate; nothing if it cannot score the image
 */
record Dispute(
    long time,
    String id,
    long offset,
    Optional<String> source,
    String kind,
    double activeP,
    OptionalDouble candidateP) {
  /**
   * Of a record.
   *
   * @throws dev.surprisal.BadInputException if something is missing
   */
  static Dispute of(long time, JsonRecord json) {
    String id = json.text("id");
    JsonNode candidate = json.node("candidateVerdict");
    return new Dispute(
        time,
        id,
        offset(json, id),
        Optional.ofNullable(json.node("source").textValue()),
        json.text("disagreement"),
        pValue(json.node("activeVerdict")),
        candidate.isMissingNode() ? OptionalDouble.empty() : OptionalDouble.of(pValue(candidate)));
  }

  private static long offset(JsonRecord json, String id) {
    String digits = id.substring(id.lastIndexOf('-') + 1);
    if (!digits.matches("\\d{1,18}")) {
      throw JsonRecord.wrong("id", "topic-partition-offset", json.node("id"));
    }
    return Long.parseLong(digits);
  }

  private static double pValue(JsonNode verdict) {
    JsonNode value = verdict.path("pValue");
    if (!value.isNumber()) {
      throw JsonRecord.wrong("pValue", "a number", value);
    }
    return value.asDouble();
  }

  /** For a person; safe for a terminal. */
  String line() {
    String candidate =
        candidateP.isPresent()
            ? String.format(Locale.ROOT, "p = %.4f by the candidate", candidateP.getAsDouble())
            : "not scored by the candidate";
    return String.format(
        Locale.ROOT,
        "%s  p = %.4f by the model in force, %s%s",
        id,
        activeP,
        candidate,
        source.map(name -> "  from " + PlainText.printable(name)).orElse(""));
  }

  void write(ObjectNode json) {
    json.put("id", id).put("disagreement", kind);
    source.ifPresent(name -> json.put("source", name));
    json.put("activePValue", activeP);
    candidateP.ifPresent(p -> json.put("candidatePValue", p));
  }
}
