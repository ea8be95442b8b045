package dev.surprisal.stream.source;

import static java.util.stream.Collectors.toMap;

import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends the alerts of one partition, each within what an output may have, and counts open ones. */
final class AlertOutput {
  private static final byte[] NO_EXAMPLE = {};

  private Alerting alerting;
  private final ProcessorContext<byte[], byte[]> context;
  private final String sink;
  private final Supplier<Optional<String>> topicId;
  private AlertJson json;
  private final Map<AlertKind, Integer> open = new EnumMap<>(AlertKind.class);

  /**
   * @param sink the node that alerts are forwarded to
   * @param topicId of the images' topic, if it is known
   */
  AlertOutput(
      Alerting alerting,
      ProcessorContext<byte[], byte[]> context,
      String sink,
      Supplier<Optional<String>> topicId) {
    this.alerting = alerting;
    this.context = context;
    this.sink = sink;
    this.topicId = topicId;
    this.json = new AlertJson(alerting, context.taskId().partition());
  }

  /** Says which model judges from now on, and by which rules. */
  void by(Alerting next) {
    alerting = next;
    json = new AlertJson(next, context.taskId().partition());
  }

  /** Counts the alerts that were open before this instance had the partition. */
  void restored(SourceState state) {
    for (AlertKind kind : AlertKind.values()) {
      open.merge(kind, state.isOpen(kind) ? 1 : 0, Integer::sum);
    }
  }

  /** Sends what a record opened or closed, with the record's headers. */
  void send(Change change, Sighting sighting) {
    boolean shows = change.kind() == AlertKind.ANOMALOUS && change.opened();
    send(change, shows ? example(change, sighting) : NO_EXAMPLE, sighting.headers());
  }

  /** Sends what opened or closed without a record. */
  void send(Change change) {
    send(change, NO_EXAMPLE, none());
  }

  /** How many are open, by the kind's name. */
  Map<String, Integer> open() {
    return open.entrySet().stream()
        .collect(toMap(kind -> kind.getKey().wireName(), Map.Entry::getValue));
  }

  /** As large as it may be beside the rest. */
  private byte[] example(Change change, Sighting sighting) {
    byte[] rest = json.write(change, NO_EXAMPLE, topicId.get());
    long room =
        limit()
            - OutputLimit.size(change.source().get(), rest, sighting.headers())
            - attributes()
            - "\"example\":,".length();
    byte[] example = room > 0 ? sighting.finding().json().apply((int) room) : NO_EXAMPLE;
    return example.length <= room ? example : NO_EXAMPLE;
  }

  private void send(Change change, byte[] example, Headers headers) {
    byte[] value = json.write(change, example, topicId.get());
    byte[] key = change.source().get();
    boolean fits = OutputLimit.size(key, value, headers) + attributes() <= limit();
    Headers passed = event(fits ? headers : none(), change);
    context.forward(new Record<>(key, value, change.now(), passed), sink);
    open.merge(change.kind(), change.opened() ? 1 : -1, Integer::sum);
    if (change.opened()) {
      alerting.meters().opened(change.kind().wireName());
    }
  }

  private Headers event(Headers headers, Change change) {
    return alerting
        .cloudEvents()
        .map(
            events ->
                events.describe(
                    headers, CloudEvents.Type.ALERT, json.eventId(change), change.now()))
        .orElse(headers);
  }

  private int attributes() {
    return alerting.cloudEvents().map(CloudEvents::largest).orElse(0);
  }

  private int limit() {
    return alerting.limit().bytes();
  }

  private static Headers none() {
    return new RecordHeaders();
  }
}
