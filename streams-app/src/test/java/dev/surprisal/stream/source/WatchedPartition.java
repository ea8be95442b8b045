package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Term;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.meter.SourceMeters;
import dev.surprisal.stream.testing.InkModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A partition of at most two sources, with a clock of the test's own. */
final class WatchedPartition {
  static final int THRESHOLD = 12;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private long now = 1_770_091_506_000L;
  private long offset;
  private SourceWatch watch;
  private final SourceBoard board = new SourceBoard();

  WatchedPartition() {
    KeyValueStore<Bytes, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(SourceTable.STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    start(PATIENCE, Topics.LARGEST_OUTPUT);
  }

  /** As after a restart: the sources are kept, the meters begin anew. */
  void start(Duration patience, int limit) {
    AlertSettings settings = new AlertSettings("alerts", 0.01, 1, patience, 2, 500);
    List<String> kinds = Stream.of(AlertKind.values()).map(AlertKind::wireName).toList();
    context.setCurrentSystemTimeMs(now);
    registry.clear();
    Alerting alerting =
        new Alerting(
            settings,
            new AlertRules(THRESHOLD, DriftRule.of(settings, 1)),
            InkModel.bundle(),
            "images",
            0.01,
            new OutputLimit(limit),
            Optional.empty(),
            new SourceMeters(registry, kinds),
            Optional.of(board),
            () -> true);
    watch = new SourceWatch(alerting, context, "to-alerts", Optional::empty);
  }

  /** Another model judges from now on, whose alerts open at another threshold. */
  void by(LoadedBundle bundle, int threshold) {
    watch.by(bundle, new AlertRules(threshold, DriftRule.NEVER));
  }

  void images(String source, int times, Sighting.Kind kind) {
    for (int i = 0; i < times; i++) {
      record(source, now, kind);
    }
  }

  void anomalies(int times, Term term) {
    for (int i = 0; i < times; i++) {
      record("black", now, Sighting.Kind.ANOMALOUS, Optional.of(term), new RecordHeaders());
    }
  }

  void record(String source, long timestamp, Sighting.Kind kind) {
    record(source, timestamp, kind, Optional.empty(), new RecordHeaders());
  }

  void record(
      String source, long timestamp, Sighting.Kind kind, Optional<Term> term, Headers headers) {
    context.setCurrentSystemTimeMs(now);
    watch.seen(
        new Sighting(
            Bytes.wrap(source.getBytes(UTF_8)),
            offset++,
            timestamp,
            headers,
            new Sighting.Finding(kind, 0.5, term, room -> new byte[0])));
  }

  /** An anomaly whose alert cannot be sent; the record that comes next is the same one. */
  void anomalyThatTimesOut(String source) {
    watch.seen(
        new Sighting(
            Bytes.wrap(source.getBytes(UTF_8)),
            offset,
            now,
            new RecordHeaders(),
            new Sighting.Finding(
                Sighting.Kind.ANOMALOUS,
                0.5,
                Optional.empty(),
                room -> {
                  throw new TimeoutException("the producer's buffer is full");
                })));
  }

  /** Lets time pass; the sources are looked at every twenty seconds, and at its end. */
  void pass(Duration time) {
    Duration left = time;
    while (left.compareTo(STEP) > 0) {
      standStill(STEP);
      left = left.minus(STEP);
    }
    standStill(left);
  }

  /** Lets time pass in which nobody looks at the sources until its end. */
  void standStill(Duration time) {
    now += time.toMillis();
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().stream()
        .filter(scheduled -> !scheduled.cancelled())
        .forEach(scheduled -> scheduled.getPunctuator().punctuate(now));
  }

  /** Those that were sent since the last call. */
  List<String> alerts() {
    List<String> sent =
        context.forwarded("to-alerts").stream()
            .map(captured -> words(captured.record().value()))
            .toList();
    context.resetForwards();
    return sent;
  }

  private static String words(byte[] alert) {
    try {
      JsonNode json = JSON.readTree(alert);
      return String.join(
          " ",
          json.path("source").asText(),
          json.path("kind").asText(),
          json.path("state").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<Record<? extends byte[], ? extends byte[]>> sent() {
    return context.forwarded("to-alerts").stream()
        .<Record<? extends byte[], ? extends byte[]>>map(CapturedForward::record)
        .toList();
  }

  void close() {
    watch.close();
  }

  /** Whether anything still looks at the sources as time goes by. */
  boolean isSwept() {
    return context.scheduledPunctuators().stream().anyMatch(sweep -> !sweep.cancelled());
  }

  /** What readers see. */
  List<SourceRow> rows() {
    return board.rows();
  }

  long now() {
    return now;
  }

  double unfollowed() {
    return registry.get("surprisal.sources.unfollowed.records").counter().count();
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  double open(String kind) {
    return registry.get("surprisal.alerts.open").tag("kind", kind).gauge().value();
  }
}
