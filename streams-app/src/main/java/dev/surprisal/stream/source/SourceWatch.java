package dev.surprisal.stream.source;

import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.meter.SourceMeters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the sources of one partition and sends their alerts. One per task. */
public final class SourceWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SourceWatch.class);
  private static final byte[] NO_EXAMPLE = {};

  /** A full table forgets a source that was not seen for so long. */
  private static final long FORGOTTEN_MILLIS = Duration.ofDays(7).toMillis();

  /**
   * And sooner one that has sent too little to be a source, as where each record has its own key.
   */
  private static final long TRANSIENT_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long LEAST_PERIOD = 200;
  private static final long MOST_PERIOD = 10_000;

  private final Alerting alerting;
  private final ProcessorContext<byte[], byte[]> context;
  private final String sink;
  private final Supplier<Optional<String>> topicId;
  private final SourceTable table;
  private final AlertJson json;
  private final Silence silence;
  private final int partition;
  private final Map<AlertKind, Integer> open = new EnumMap<>(AlertKind.class);
  private final Cancellable sweeps;

  /** Whether the log says that the table is full. */
  private boolean told;

  /**
   * @param sink the node that alerts are forwarded to
   * @param topicId of the images' topic, if it is known
   */
  public SourceWatch(
      Alerting alerting,
      ProcessorContext<byte[], byte[]> context,
      String sink,
      Supplier<Optional<String>> topicId) {
    this.alerting = alerting;
    this.context = context;
    this.sink = sink;
    this.topicId = topicId;
    this.partition = context.taskId().partition();
    this.json = new AlertJson(alerting, partition);
    this.table = new SourceTable(context.getStateStore(SourceTable.STORE));
    Duration patience = alerting.settings().silentAfter();
    this.silence = new Silence(patience, context.currentSystemTimeMs());
    table.forEach((source, state) -> countOpen(state));
    tellMeters();
    long period = Math.max(LEAST_PERIOD, Math.min(MOST_PERIOD, patience.toMillis() / 10));
    this.sweeps =
        context.schedule(
            Duration.ofMillis(patience.isZero() ? MOST_PERIOD : period),
            PunctuationType.WALL_CLOCK_TIME,
            this::sweep);
  }

  private void countOpen(SourceState state) {
    for (AlertKind kind : AlertKind.values()) {
      open.merge(kind, state.isOpen(kind) ? 1 : 0, Integer::sum);
    }
  }

  /** Takes a record into account, and sends what alerts it opens and closes. */
  public void seen(Sighting sighting) {
    long now = context.currentSystemTimeMs();
    silence.heard(sighting.timestamp(), now);
    Bytes source = sighting.source();
    Optional<SourceState> known = table.get(source);
    if (known.isEmpty() && table.size() >= alerting.settings().maxSources()) {
      refuse();
      return;
    }
    SourceState state = known.orElseGet(SourceState::new);
    state.add(sighting, now, alerting.rules());
    for (AlertKind kind : alerting.rules().afterRecord(state)) {
      Change change = new Change(source, kind, state, now, false);
      byte[] example =
          kind == AlertKind.ANOMALOUS && change.opened() ? example(change, sighting) : NO_EXAMPLE;
      send(change, example, sighting.headers());
    }
    if (known.isPresent()) {
      table.replace(source, state);
    } else {
      table.add(source, state);
      tellMeters();
    }
  }

  private void refuse() {
    alerting.meters().unfollowed();
    if (!told) {
      told = true;
      log.warn(
          "partition {}: more sources than --max-sources {}; the others raise no alerts",
          partition,
          alerting.settings().maxSources());
    }
  }

  /** As large as it may be beside the rest. */
  private byte[] example(Change change, Sighting sighting) {
    byte[] rest = json.write(change, NO_EXAMPLE, topicId.get());
    long room =
        alerting.limit().bytes()
            - OutputLimit.size(change.source().get(), rest, sighting.headers())
            - "\"example\":,".length();
    byte[] example = room > 0 ? sighting.finding().json().apply((int) room) : NO_EXAMPLE;
    return example.length <= room ? example : NO_EXAMPLE;
  }

  private void send(Change change, byte[] example, Headers headers) {
    byte[] value = json.write(change, example, topicId.get());
    byte[] key = change.source().get();
    boolean fits = OutputLimit.size(key, value, headers) <= alerting.limit().bytes();
    context.forward(new Record<>(key, value, change.now(), fits ? headers : none()), sink);
    open.merge(change.kind(), change.opened() ? 1 : -1, Integer::sum);
    if (change.opened()) {
      alerting.meters().opened(change.kind().wireName());
    }
    tellMeters();
  }

  private void sweep(long now) {
    if (!alerting.brokersAnswer().getAsBoolean()) {
      silence.deaf(now);
    }
    table.forEach((source, state) -> look(source, state, now));
    if (table.size() >= alerting.settings().maxSources()) {
      table.forEach((source, state) -> makeRoom(source, state, now));
    }
    told &= table.size() >= alerting.settings().maxSources();
    tellMeters();
  }

  private void look(Bytes source, SourceState state, long now) {
    if (!state.isOpen(AlertKind.SILENT) && silence.isSilent(state, now)) {
      state.setOpen(AlertKind.SILENT, true);
      table.replace(source, state);
      send(new Change(source, AlertKind.SILENT, state, now, false), NO_EXAMPLE, none());
    }
  }

  private void makeRoom(Bytes source, SourceState state, long now) {
    boolean passing = state.records() < Silence.ESTABLISHED;
    if (silence.unheard(state, now) < (passing ? TRANSIENT_MILLIS : FORGOTTEN_MILLIS)) {
      return;
    }
    for (AlertKind kind : AlertKind.values()) {
      if (state.isOpen(kind)) {
        state.setOpen(kind, false);
        send(new Change(source, kind, state, now, true), NO_EXAMPLE, none());
      }
    }
    table.remove(source);
  }

  private static Headers none() {
    return new RecordHeaders();
  }

  private void tellMeters() {
    alerting
        .meters()
        .set(
            partition,
            new SourceMeters.Partition(
                table.size(),
                open.entrySet().stream()
                    .collect(
                        Collectors.toMap(kind -> kind.getKey().wireName(), Map.Entry::getValue))));
  }

  @Override
  public void close() {
    sweeps.cancel();
    alerting.meters().remove(partition);
  }
}
