package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.BadInputException;
import java.util.Optional;
import java.util.function.Function;

/** Reads a JSON document field by field; whatever is missing or of the wrong kind is named. */
final class JsonFields {
  private final String file;

  /**
   * @param file what the document is called in errors
   */
  JsonFields(String file) {
    this.file = file;
  }

  String text(JsonNode node, String place, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw wrong(place, field, "text", value);
    }
    return value.asText();
  }

  int integer(JsonNode node, String place, String field, int max) {
    JsonNode value = node.path(field);
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > max) {
      throw wrong(place, field, "a whole number from 1 to " + max, value);
    }
    return value.asInt();
  }

  double number(JsonNode node, String place, String field) {
    JsonNode value = node.path(field);
    if (!value.isNumber()) {
      throw wrong(place, field, "a number", value);
    }
    return value.asDouble();
  }

  <T> T choice(JsonNode node, String field, Function<String, Optional<T>> parse) {
    return choice(node, "", field, parse);
  }

  <T> T choice(JsonNode node, String place, String field, Function<String, Optional<T>> parse) {
    JsonNode value = node.path(field);
    return parse
        .apply(value.asText())
        .orElseThrow(() -> wrong(place, field, "one of the known names", value));
  }

  private BadInputException wrong(String place, String field, String expected, JsonNode got) {
    String name = place.isEmpty() ? field : place + "." + field;
    return new BadInputException(
        "%s: %s: expected %s, got %s".formatted(file, name, expected, shown(got)));
  }

  static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
