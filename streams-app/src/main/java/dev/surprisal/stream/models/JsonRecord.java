package dev.surprisal.stream.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A record's JSON, read field by field; errors name the field, what was expected and got. */
final class JsonRecord {
  /** Far more than a manifest or a control record of ten thousand partitions has. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int LONGEST_TEXT = 1_000;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final String MAJOR =
      SchemaVersion.CURRENT.substring(0, SchemaVersion.CURRENT.indexOf('.') + 1);

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode root;

  private JsonRecord(JsonNode root) {
    this.root = root;
  }

  /** An object with nothing but the version of its schema. */
  static ObjectNode create() {
    return STRICT.createObjectNode().put(SchemaVersion.FIELD, SchemaVersion.CURRENT);
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return STRICT.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /**
   * Parses a value.
   *
   * @throws BadInputException if it is no object
   */
  static JsonRecord of(byte[] value) {
    if (value.length > MOST_BYTES) {
      throw new BadInputException(
          "expected at most %d bytes, got %d".formatted(MOST_BYTES, value.length));
    }
    try {
      JsonNode root = STRICT.readTree(value);
      if (root == null || !root.isObject()) {
        throw new BadInputException("expected a JSON object, got another value");
      }
      return new JsonRecord(root);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "expected JSON: " + PlainText.excerpt(e.getOriginalMessage().replaceAll("\\R", " ")), e);
    } catch (IOException e) {
      throw new BadInputException("expected JSON: " + PlainText.excerpt(e.toString()), e);
    }
  }

  /** Whether this release knows the major version of the schema. */
  boolean isOfThisVersion() {
    return root.path(SchemaVersion.FIELD).asText().startsWith(MAJOR);
  }

  JsonRecord expectThisVersion() {
    if (!isOfThisVersion()) {
      throw wrong(SchemaVersion.FIELD, MAJOR + "x", root.path(SchemaVersion.FIELD));
    }
    return this;
  }

  boolean has(String field) {
    return root.has(field);
  }

  JsonNode node(String field) {
    return root.path(field);
  }

  String text(String field) {
    return text(root, field);
  }

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()
        || value.asText().isEmpty()
        || value.asText().length() > LONGEST_TEXT
        || !PlainText.printable(value.asText()).equals(value.asText())) {
      throw wrong(
          field, "text of 1 to %d characters, none of control".formatted(LONGEST_TEXT), value);
    }
    return value.asText();
  }

  Optional<String> optionalText(String field) {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  String digest(String field) {
    String text = text(field);
    if (!DIGEST.matcher(text).matches()) {
      throw wrong(field, "64 digits of 0-9 and a-f", root.path(field));
    }
    return text;
  }

  Instant instant(String field) {
    try {
      return Instant.parse(text(field));
    } catch (DateTimeParseException e) {
      throw wrong(field, "a time as 2026-02-03T04:05:06Z", root.path(field));
    }
  }

  long whole(String field, long least, long most) {
    return whole(root, field, least, most);
  }

  static long whole(JsonNode node, String field, long least, long most) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      throw wrong(field, "a whole number from %d to %d".formatted(least, most), value);
    }
    return value.asLong();
  }

  static BadInputException wrong(String field, String expected, JsonNode got) {
    return new BadInputException(
        "%s: expected %s, got %s"
            .formatted(
                PlainText.excerpt(field),
                expected,
                got.isMissingNode() ? "nothing" : PlainText.excerpt(got.toString())));
  }
}
