package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A decision about the models of a topic of images.
 *
 * @param number from 1 on; a later decision has a greater one
 * @param digest the bundle's that it is about
 * @param images the topic whose images are judged
 * @param topicId that topic's id, if the brokers told it
 * @param barriers from which offset on the bundle judges, for each partition that there was; only
 *     of a decision that {@link Kind#judges}
 */
record Control(
    int number,
    Kind kind,
    Instant at,
    String digest,
    String name,
    String images,
    Optional<String> topicId,
    Map<Integer, Long> barriers) {
  /** What was decided. */
  enum Kind {
    /** The bundle will be activated: load it. */
    PREPARE,
    /** The bundle judges. */
    ACTIVATE,
    /** The bundle, which judged before, judges again. */
    ROLLBACK;

    boolean judges() {
      return this != PREPARE;
    }

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Kind> of(String text) {
      for (Kind kind : values()) {
        if (kind.wireName().equals(text)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  private static final String BARRIERS = "barriers";
  private static final int MOST_PARTITIONS = 1_000_000;

  Control {
    barriers = Map.copyOf(barriers);
  }

  /** The first offset that the bundle judges. */
  long barrier(int partition, Optional<String> currentTopic) {
    return barriers(currentTopic).getOrDefault(partition, 0L);
  }

  /** The barriers that hold: none of a topic of the same name that was deleted since. */
  Map<Integer, Long> barriers(Optional<String> currentTopic) {
    boolean otherTopic =
        topicId.isPresent() && currentTopic.isPresent() && !topicId.equals(currentTopic);
    return otherTopic ? Map.of() : barriers;
  }

  byte[] json() {
    ObjectNode root = JsonRecord.create();
    root.put("number", number)
        .put("kind", kind.wireName())
        .put("at", at.toString())
        .put("digest", digest)
        .put("name", name)
        .put("images", images);
    topicId.ifPresent(id -> root.put("topicId", id));
    if (kind.judges()) {
      ObjectNode offsets = root.putObject(BARRIERS);
      new TreeMap<>(barriers)
          .forEach((partition, offset) -> offsets.put(partition.toString(), offset));
    }
    return JsonRecord.bytes(root);
  }

  /**
   * Of a record's value; nothing if it is of a kind that this release does not know and that does
   * not say who judges.
   *
   * @param number as its key has it
   * @throws BadInputException if it is no control record
   * @throws NewerReleaseException if only a newer release knows who judges
   */
  static Optional<Control> of(int number, byte[] value) {
    JsonRecord json = JsonRecord.of(value);
    Optional<Kind> kind = Kind.of(json.node("kind").asText());
    if (!json.isOfThisVersion() || kind.isEmpty()) {
      if (json.has(BARRIERS)) {
        throw new NewerReleaseException(number);
      }
      return Optional.empty();
    }
    if (json.whole("number", 1, Integer.MAX_VALUE) != number) {
      throw JsonRecord.wrong("number", "that of the key", json.node("number"));
    }
    return Optional.of(
        new Control(
            number,
            kind.get(),
            json.instant("at"),
            json.digest("digest"),
            json.text("name"),
            json.text("images"),
            json.optionalText("topicId"),
            kind.get().judges() ? barriers(json.node(BARRIERS)) : Map.of()));
  }

  private static Map<Integer, Long> barriers(JsonNode node) {
    if (!node.isObject()) {
      throw JsonRecord.wrong(BARRIERS, "offsets by partition", node);
    }
    Map<Integer, Long> barriers = new TreeMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String partition = names.next();
      if (!partition.matches("\\d{1,6}") || Integer.parseInt(partition) >= MOST_PARTITIONS) {
        throw JsonRecord.wrong(BARRIERS, "partitions as names", node);
      }
      barriers.put(
          Integer.parseInt(partition), JsonRecord.whole(node, partition, 0, Long.MAX_VALUE));
    }
    return barriers;
  }

  /** {@code 0:4711 1:0}. */
  String barriersInWords() {
    return new TreeMap<>(barriers)
        .entrySet().stream()
            .map(one -> one.getKey() + ":" + one.getValue())
            .collect(Collectors.joining(" "));
  }
}
