package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
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
 * @param barriers from which offset on it holds, for each partition that there was; empty of {@link
 *     Kind#PREPARE}
 * @param share of the images, in (0, 1], that the candidate is for; only of {@link Kind#SHADOW}
 * @param promoted why the bundle, being the candidate, was activated, if it was as such
 */
record Control(
    int number,
    Kind kind,
    Instant at,
    String digest,
    String name,
    String images,
    Optional<String> topicId,
    Map<Integer, Long> barriers,
    Optional<Double> share,
    Optional<Promotion> promoted) {
  /** What was decided. */
  enum Kind {
    /** The bundle will be activated: load it. */
    PREPARE,
    /** The bundle judges. */
    ACTIVATE,
    /** The bundle, which judged before, judges again. */
    ROLLBACK,
    /** The bundle is the candidate, which judges nothing. */
    SHADOW,
    /** The bundle is the candidate no longer. */
    SHADOW_END;

    private static final EnumSet<Kind> JUDGING = EnumSet.of(ACTIVATE, ROLLBACK);

    boolean judges() {
      return JUDGING.contains(this);
    }

    String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The field with the offsets. Of a candidate it is another one, so that a release that does not
     * know candidates passes the record over.
     */
    private Optional<String> offsets() {
      return this == PREPARE ? Optional.empty() : Optional.of(judges() ? BARRIERS : FROM);
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

  /** Why a candidate was activated: see docs/adr/0035. */
  enum Promotion {
    /** What it had shown was enough. */
    EVIDENCE,
    /** Somebody wanted it although something was missing. */
    FORCE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Nothing where a later release knows more reasons: who judges does not depend on it. */
    private static Optional<Promotion> of(String text) {
      return Arrays.stream(values()).filter(one -> one.wireName().equals(text)).findFirst();
    }
  }

  private static final String BARRIERS = "barriers";
  private static final String FROM = "from";
  private static final String SHARE = "share";
  private static final String PROMOTED = "promoted";
  private static final int MOST_PARTITIONS = 1_000_000;

  Control {
    barriers = Map.copyOf(barriers);
  }

  /** Of another kind than {@link Kind#SHADOW}, and no promotion. */
  Control(
      int number,
      Kind kind,
      Instant at,
      String digest,
      String name,
      String images,
      Optional<String> topicId,
      Map<Integer, Long> barriers) {
    this(
        number,
        kind,
        at,
        digest,
        name,
        images,
        topicId,
        barriers,
        Optional.empty(),
        Optional.empty());
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
    share.ifPresent(some -> root.put(SHARE, some));
    promoted.ifPresent(why -> root.put(PROMOTED, why.wireName()));
    kind.offsets()
        .map(root::putObject)
        .ifPresent(
            offsets ->
                new TreeMap<>(barriers)
                    .forEach((partition, offset) -> offsets.put(partition.toString(), offset)));
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
            kind.get().offsets().map(field -> offsets(field, json.node(field))).orElse(Map.of()),
            kind.get() == Kind.SHADOW ? Optional.of(share(json.node(SHARE))) : Optional.empty(),
            Promotion.of(json.node(PROMOTED).asText())));
  }

  private static double share(JsonNode node) {
    if (!node.isNumber() || !(node.asDouble() > 0 && node.asDouble() <= 1)) {
      throw JsonRecord.wrong(SHARE, "a number above 0 and at most 1", node);
    }
    return node.asDouble();
  }

  private static Map<Integer, Long> offsets(String field, JsonNode node) {
    if (!node.isObject()) {
      throw JsonRecord.wrong(field, "offsets by partition", node);
    }
    Map<Integer, Long> barriers = new TreeMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String partition = names.next();
      if (!partition.matches("\\d{1,6}") || Integer.parseInt(partition) >= MOST_PARTITIONS) {
        throw JsonRecord.wrong(field, "partitions as names", node);
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
