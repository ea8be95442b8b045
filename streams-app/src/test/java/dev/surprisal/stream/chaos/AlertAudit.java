package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.stream.source.AlertReplay;
import dev.surprisal.stream.source.AlertReplay.Event;
import dev.surprisal.stream.source.AlertRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares the alerts of a topic with those that follow from the verdicts. */
final class AlertAudit {
  /** By partition and offset. */
  private final Map<Integer, Map<Long, Sighted>> records = new HashMap<>();

  /** By source, in their order. */
  private final Map<String, List<Event>> arrived = new HashMap<>();

  /** What was said of a record, and by whose rules: the p-value is NaN where it was rejected. */
  private record Sighted(Place place, AlertRules rules, double pValue, boolean anomalous) {}

  /** Where a record lies, and whose it is. */
  record Place(String topic, int partition, long offset, String source) {
    static Place of(ConsumerRecord<byte[], byte[]> record) {
      // A few names, many records.
      String source = record.key() == null ? "" : new String(record.key(), UTF_8).intern();
      return new Place(record.topic(), record.partition(), record.offset(), source);
    }

    /** The record's id. */
    String id() {
      return topic + "-" + partition + "-" + offset;
    }
  }

  /**
   * How they compare.
   *
   * @param expected those that follow from the verdicts
   * @param missing of these, not on the topic
   * @param doubled more than once on the topic
   * @param wrong on the topic, and do not follow or not in that order
   */
  record Result(long expected, long missing, long doubled, long wrong) {
    static final Result NONE = new Result(0, 0, 0, 0);

    boolean isClean() {
      return missing == 0 && doubled == 0 && wrong == 0;
    }

    @Override
    public String toString() {
      return "%,d alerts: %d missing, %d doubled, %d wrong"
          .formatted(expected, missing, doubled, wrong);
    }
  }

  /**
   * Notes a verdict, or a rejection by a p-value of NaN.
   *
   * @param rules of the model that judges the record
   */
  void judged(Place place, AlertRules rules, double pValue, boolean anomalous) {
    records
        .computeIfAbsent(place.partition(), partition -> new TreeMap<>())
        .put(place.offset(), new Sighted(place, rules, pValue, anomalous));
  }

  /** Notes an alert that is on the topic. */
  void arrived(JsonNode alert) {
    String source = alert.path("source").asText();
    arrived
        .computeIfAbsent(source, name -> new ArrayList<>())
        .add(
            new Event(
                source,
                alert.path("kind").asText(),
                alert.path("state").asText(),
                alert.path("firstId").asText(),
                alert.path("lastId").asText(),
                alert.path("images").asLong(),
                alert.path("anomalies").asLong(),
                alert.path("rejected").asLong()));
  }

  Result compare() {
    Map<String, List<Event>> expected = replayed();
    long events = 0;
    long missing = 0;
    long doubled = 0;
    long wrong = 0;
    for (List<Event> those : expected.values()) {
      List<Event> found = arrived.getOrDefault(those.get(0).source(), List.of());
      events += those.size();
      missing += those.stream().filter(event -> !found.contains(event)).count();
      doubled += found.size() - found.stream().distinct().count();
      boolean inOrder =
          found.stream()
              .distinct()
              .filter(those::contains)
              .toList()
              .equals(those.stream().filter(found::contains).toList());
      wrong += found.stream().filter(event -> !those.contains(event)).count() + (inOrder ? 0 : 1);
    }
    wrong +=
        arrived.entrySet().stream()
            .filter(entry -> !expected.containsKey(entry.getKey()))
            .mapToLong(entry -> entry.getValue().size())
            .sum();
    return new Result(events, missing, doubled, wrong);
  }

  private Map<String, List<Event>> replayed() {
    Map<String, List<Event>> events = new HashMap<>();
    records.forEach(
        (partition, ofPartition) -> {
          String topic = ofPartition.values().iterator().next().place().topic();
          AlertReplay replay = new AlertReplay(topic + "-" + partition);
          ofPartition.forEach(
              (offset, record) ->
                  replay(replay, offset, record)
                      .forEach(
                          event ->
                              events
                                  .computeIfAbsent(event.source(), name -> new ArrayList<>())
                                  .add(event)));
        });
    return events;
  }

  private static List<Event> replay(AlertReplay replay, long offset, Sighted record) {
    String source = record.place().source();
    return Double.isNaN(record.pValue())
        ? replay.rejected(record.rules(), source, offset)
        : replay.judged(record.rules(), source, offset, record.pValue(), record.anomalous());
  }
}
