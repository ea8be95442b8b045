package dev.surprisal.stream.label;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person says of one alarm: a record on the topic {@code labels}, described by {@code
 * docs/schema/labels.schema.json}. It repeats what is needed to count it, so that nobody has to
 * look for the verdict.
 *
 * @param id {@code topic-partition-offset} of the image
 * @param topicId Kafka's id of the image's topic, if the verdict has one
 * @param opinion what the person thinks
 * @param by who says so, at most 100 characters
 * @param source of the image, if it has one, cut after 256 characters
 * @param timestamp of the image's record, in milliseconds since 1970, if it is known
 */
public record Label(
    String id,
    Optional<String> topicId,
    Opinion opinion,
    String by,
    Optional<String> source,
    Optional<Long> timestamp) {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9._-]{1,249}-\\d{1,10}-\\d{1,19}");
  private static final Pattern TOPIC_ID = Pattern.compile("[a-zA-Z0-9_-]{22}");
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_SOURCE = 256;
  private static final int LARGEST_RECORD = 16 << 10;

  /** Allowed for the objects and the maps' entries of a label, in bytes. */
  private static final int AROUND_TEXT = 400;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if the id is none, or nobody is named or the name is too long
   */
  public Label {
    if (!isId(id)) {
      throw new IllegalArgumentException("id: expected topic-partition-offset, got " + id);
    }
    if (!isName(by)) {
      throw new IllegalArgumentException("by: expected 1 to 100 characters, got " + by.length());
    }
    by = wellFormed(by);
    source =
        source.map(name -> wellFormed(name.substring(0, Math.min(name.length(), LONGEST_SOURCE))));
  }

  /** The text with half a surrogate pair, which no JSON can hold, replaced by a question mark. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  /** Whether a text is {@code topic-partition-offset}. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** Whether a text may say who labels. */
  public static boolean isName(String by) {
    return !by.isBlank() && by.length() <= LONGEST_NAME;
  }

  /**
   * Parses a record's value; empty if it is no label. Fields that are not known are passed over.
   */
  public static Optional<Label> parse(byte[] value) {
    if (value == null || value.length > LARGEST_RECORD) {
      return Optional.empty();
    }
    try {
      return of(JSON.readTree(value));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Label> of(JsonNode root) {
    String id = root.path("id").asText();
    String by = root.path("by").asText();
    if (!isId(id) || !isName(by)) {
      return Optional.empty();
    }
    JsonNode timestamp = root.path("timestamp");
    return Opinion.ofWireName(root.path("label").asText())
        .map(
            opinion ->
                new Label(
                    id,
                    text(root, "topicId").filter(TOPIC_ID.asMatchPredicate()),
                    opinion,
                    by,
                    text(root, "source"),
                    timestamp.canConvertToLong()
                        ? Optional.of(timestamp.asLong())
                        : Optional.empty()));
  }

  private static Optional<String> text(JsonNode root, String field) {
    return Optional.ofNullable(root.path(field).textValue());
  }

  /** What it takes in memory with all that finds it, in bytes, at most two for a character. */
  int bytes() {
    int characters = id.length() + by.length() + source.map(String::length).orElse(0);
    return AROUND_TEXT + 2 * (characters + topicId.map(String::length).orElse(0));
  }

  /** The record's key: later labels of the same image replace this one, also by compaction. */
  public byte[] key() {
    return key(id, topicId).getBytes(UTF_8);
  }

  /** What names an image, also where its topic is made again. */
  public static String key(String id, Optional<String> topicId) {
    return topicId.map(topic -> topic + "/" + id).orElse(id);
  }

  /** The record's value. */
  public byte[] json() {
    ObjectNode json = JSON.createObjectNode().put(SchemaVersion.FIELD, SchemaVersion.CURRENT);
    json.put("id", id);
    topicId.ifPresent(topic -> json.put("topicId", topic));
    json.put("label", opinion.wireName()).put("by", by).put("source", source.orElse(null));
    timestamp.ifPresent(time -> json.put("timestamp", time));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }
}
