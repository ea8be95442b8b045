package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The latest anomalies and rejected records, on their way from the stream threads to the page.
 * However many there are, adding one takes constant time and only the newest are kept, of each
 * source its share. A record that is judged again, as after an aborted transaction, is taken once
 * only. Safe for use by several threads.
 */
public final class Findings {
  /**
   * An anomalous image.
   *
   * @param id {@code topic-partition-offset}
   * @param topicId of the images' topic, if it is known
   * @param source where the record says
   * @param timestamp the record's, in milliseconds since 1970
   */
  public record Anomaly(
      String id, Optional<String> topicId, Optional<String> source, long timestamp) {
    /** What somebody says of it. */
    Label label(Opinion opinion, String by) {
      return new Label(id, topicId, opinion, by, source, Optional.of(timestamp));
    }
  }

  /**
   * A record that is no image.
   *
   * @param id {@code topic-partition-offset}
   * @param topicId of the images' topic, if it is known
   * @param source where the record says
   * @param timestamp the record's, in milliseconds since 1970
   * @param reason as on the topic
   * @param detail one line for a person
   */
  public record Rejection(
      String id,
      Optional<String> topicId,
      Optional<String> source,
      long timestamp,
      String reason,
      String detail) {
    String json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
      topicId.ifPresent(topic -> json.put("topicId", topic));
      return json.put("source", source.orElse(null))
          .put("timestamp", timestamp)
          .put("reason", reason)
          .put("detail", detail)
          .toString();
    }
  }

  /**
   * What the page is told of a record.
   *
   * @param key names the record, also where its topic is made again
   * @param source empty where the record does not say
   * @param anomaly what it is about, if it is an anomaly
   */
  public record Finding(
      String key,
      EventType type,
      String source,
      Optional<Anomaly> anomaly,
      Supplier<String> json) {}

  /** So many of each kind are taken at a time: a flood is no flood for the readers. */
  static final int MOST_TAKEN = 12;

  private static final int MOST_REMEMBERED = 1_000;

  private final FairQueue<Finding> anomalies = upToShown(EventType.ANOMALY);
  private final FairQueue<Finding> rejections = upToShown(EventType.REJECTED);
  private final Map<String, Optional<Anomaly>> taken = new LinkedHashMap<>();

  private static FairQueue<Finding> upToShown(EventType type) {
    return new FairQueue<>(type.shown, Finding::source);
  }

  /**
   * Adds an anomaly.
   *
   * @param json its record on the topic of the anomalies; must not be changed afterwards
   */
  public synchronized void anomaly(Anomaly anomaly, byte[] json) {
    anomalies.add(
        new Finding(
            Label.key(anomaly.id(), anomaly.topicId()),
            EventType.ANOMALY,
            anomaly.source().orElse(""),
            Optional.of(anomaly),
            () -> new String(json, UTF_8)));
  }

  /** The anomaly of that key, if it is among the last that were taken. */
  synchronized Optional<Anomaly> find(String key) {
    return taken.getOrDefault(key, Optional.empty());
  }

  /** Adds a rejected record. */
  public synchronized void rejected(Rejection rejection) {
    rejections.add(
        new Finding(
            Label.key(rejection.id(), rejection.topicId()),
            EventType.REJECTED,
            rejection.source().orElse(""),
            Optional.empty(),
            rejection::json));
  }

  /** Takes some that were not taken before, of each kind the oldest that wait. */
  public synchronized List<Finding> take() {
    List<Finding> fresh = new ArrayList<>();
    take(anomalies, fresh);
    take(rejections, fresh);
    while (taken.size() > MOST_REMEMBERED) {
      taken.remove(taken.keySet().iterator().next());
    }
    return fresh;
  }

  private void take(FairQueue<Finding> waiting, List<Finding> fresh) {
    for (int i = 0; i < MOST_TAKEN; i++) {
      waiting
          .poll()
          .filter(finding -> taken.putIfAbsent(finding.key(), finding.anomaly()) == null)
          .ifPresent(fresh::add);
    }
  }
}
