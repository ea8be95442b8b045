package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** A partition's sources with a clock of the test's own. */
class SourceWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int THRESHOLD = 12;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private long now = 1_770_091_506_000L;
  private long offset;
  private SourceWatch watch;

  SourceWatchTest() {
    KeyValueStore<Bytes, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(SourceTable.STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    start();
  }

  @Test
  void alertThatIsOpenIsKnownAfterARestartAndNotRaisedAgain() {
    images("good", 20, Sighting.Kind.NORMAL);
    images("black", THRESHOLD, Sighting.Kind.ANOMALOUS);
    assertThat(alerts()).containsExactly("black anomalous opened");
    watch.close();
    assertThat(gauge("surprisal.sources")).isZero();

    start();

    assertThat(gauge("surprisal.sources")).isEqualTo(2);
    assertThat(open("anomalous")).isEqualTo(1);
    assertThat(open("silent")).isZero();
    images("black", 50, Sighting.Kind.ANOMALOUS);
    assertThat(alerts()).isEmpty();
    images("black", 100, Sighting.Kind.NORMAL);
    assertThat(alerts()).containsExactly("black anomalous closed");
    assertThat(open("anomalous")).isZero();
  }

  @Test
  void fullTableForgetsAnEstablishedSourceAfterAWeekAndClosesItsAlerts() {
    images("established", 10, Sighting.Kind.NORMAL);
    images("passing", 9, Sighting.Kind.NORMAL);
    pass(Duration.ofSeconds(61));
    assertThat(alerts()).containsExactly("established silent opened");
    assertThat(gauge("surprisal.sources")).isEqualTo(1);

    images("other", 10, Sighting.Kind.NORMAL);
    pass(Duration.ofDays(7).minusSeconds(62));
    assertThat(gauge("surprisal.sources")).isEqualTo(2);
    assertThat(alerts()).containsExactly("other silent opened");
    pass(Duration.ofSeconds(1));

    assertThat(alerts()).containsExactly("established silent closed");
    assertThat(gauge("surprisal.sources")).isEqualTo(1);
    assertThat(open("silent")).isEqualTo(1);
  }

  @Test
  void tableWithRoomForgetsNobody() {
    images("only", 1, Sighting.Kind.NORMAL);

    pass(Duration.ofDays(30));

    assertThat(gauge("surprisal.sources")).isEqualTo(1);
  }

  @Test
  void sourceWhoseClockIsAheadFallsSilentLikeOthers() {
    long tomorrow = now + Duration.ofDays(1).toMillis();
    for (int i = 0; i < 10; i++) {
      record("ahead", tomorrow, Sighting.Kind.NORMAL);
    }
    pass(Duration.ofSeconds(59));
    record("busy", now, Sighting.Kind.NORMAL);
    assertThat(alerts()).isEmpty();
    pass(Duration.ofSeconds(1));
    record("busy", now, Sighting.Kind.NORMAL);
    pass(Duration.ZERO);

    assertThat(alerts()).containsExactly("ahead silent opened");
  }

  private void start() {
    AlertSettings settings = new AlertSettings(0.01, 1, PATIENCE, 2);
    List<String> kinds = Stream.of(AlertKind.values()).map(AlertKind::wireName).toList();
    context.setCurrentSystemTimeMs(now);
    registry.clear();
    Alerting alerting =
        new Alerting(
            settings,
            new AlertRules(THRESHOLD),
            InkModel.bundle(),
            "images",
            0.01,
            new OutputLimit(Topics.LARGEST_OUTPUT),
            new SourceMeters(registry, kinds),
            () -> true);
    watch = new SourceWatch(alerting, context, "to-alerts", Optional::empty);
  }

  private void images(String source, int times, Sighting.Kind kind) {
    for (int i = 0; i < times; i++) {
      record(source, now, kind);
    }
  }

  private void record(String source, long timestamp, Sighting.Kind kind) {
    context.setCurrentSystemTimeMs(now);
    watch.seen(
        new Sighting(
            Bytes.wrap(source.getBytes(UTF_8)),
            offset++,
            timestamp,
            new RecordHeaders(),
            new Sighting.Finding(kind, Optional.empty(), room -> new byte[0])));
  }

  private void pass(Duration time) {
    now += time.toMillis();
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().forEach(scheduled -> scheduled.getPunctuator().punctuate(now));
  }

  /** Those that were sent since the last call. */
  private List<String> alerts() {
    List<String> sent =
        context.forwarded("to-alerts").stream()
            .map(captured -> words(captured.record().value()))
            .toList();
    context.resetForwards();
    return sent;
  }

  private static String words(byte[] alert) {
    try {
      var json = new ObjectMapper().readTree(alert);
      return String.join(
          " ",
          json.path("source").asText(),
          json.path("kind").asText(),
          json.path("state").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double open(String kind) {
    return registry.get("surprisal.alerts.open").tag("kind", kind).gauge().value();
  }
}
