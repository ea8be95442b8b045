package dev.surprisal.bundle;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads a JSON document field by field; errors name the field, what was expected and got. */
final class JsonFields {
  /** Refuses duplicate names in an object, and anything after the document. */
  static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** The maximum length of a text. */
  private static final int MAX_TEXT = 1000;

  private final String file;

  /**
   * @param file the document's name in errors
   */
  JsonFields(String file) {
    this.file = file;
  }

  String text(JsonNode node, String place, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw wrong(place, field, "text", value);
    }
    return plain(place.isEmpty() ? field : place + "." + field, value.asText());
  }

  /** The text, unless it is too long or would disturb a terminal or a log. */
  String plain(String place, String text) {
    if (text.length() > MAX_TEXT || !PlainText.printable(text).equals(text)) {
      throw new BadInputException(
          "%s: %s: expected at most %d characters, none of them a control or format character, got %d: %s"
              .formatted(file, PlainText.excerpt(place), MAX_TEXT, text.length(), shown(text)));
    }
    return text;
  }

  /** The text of an instant in UTC, ISO-8601. */
  String instant(JsonNode node, String place, String field) {
    String text = text(node, place, field);
    try {
      return Instant.parse(text).toString();
    } catch (DateTimeParseException e) {
      throw wrong(place, field, "an instant such as 2026-01-31T12:00:00Z", node.path(field));
    }
  }

  long whole(JsonNode node, String place, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(place, field, "a whole number of 64 bits", value);
    }
    return value.asLong();
  }

  int integer(JsonNode node, String place, String field, int max) {
    JsonNode value = node.path(field);
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > max) {
      throw wrong(place, field, "a whole number from 1 to " + max, value);
    }
    return value.asInt();
  }

  /** Checks that an object has these fields and no other. */
  void expectOnly(JsonNode node, String place, Set<String> names) {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new BadInputException(
          "%s: %s: expected only %s, got %s too"
              .formatted(file, place, new TreeSet<>(names), shown(unknown.toString())));
    }
  }

  double number(JsonNode node, String place, String field) {
    JsonNode value = node.path(field);
    if (!value.isNumber()) {
      throw wrong(place, field, "a number", value);
    }
    return value.asDouble();
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
    return shown(node.isMissingNode() ? "nothing" : node.toString());
  }

  private static String shown(String text) {
    return PlainText.printable(text.length() > 60 ? text.substring(0, 60) + "…" : text);
  }
}
