package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.Term;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.meter.SourceMeters;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Schemas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A partition's sources with a clock of the test's own. */
class SourceWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int THRESHOLD = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    start(PATIENCE, Topics.LARGEST_OUTPUT);
  }

  @Test
  void alertThatIsOpenIsKnownAfterARestartAndNotRaisedAgain() {
    images("good", 20, Sighting.Kind.NORMAL);
    images("black", THRESHOLD, Sighting.Kind.ANOMALOUS);
    assertThat(alerts()).containsExactly("black anomalous opened");
    watch.close();
    assertThat(gauge("surprisal.sources")).isZero();
    assertThat(context.scheduledPunctuators()).allMatch(CapturedPunctuator::cancelled);

    start(PATIENCE, Topics.LARGEST_OUTPUT);

    assertThat(gauge("surprisal.sources")).isEqualTo(2);
    assertThat(open("anomalous")).isEqualTo(1);
    assertThat(open("silent")).isZero();
    images("black", 50, Sighting.Kind.ANOMALOUS);
    assertThat(alerts()).isEmpty();
    images("black", 100, Sighting.Kind.NORMAL);
    assertThat(alerts()).containsExactly("black anomalous closed");
    assertThat(open("anomalous")).isZero();
  }

  @ParameterizedTest
  @EnumSource(Term.class)
  void alertNamesTheTermThatContributedMostOften(Term term) throws IOException {
    Term other = term == Term.ELBO ? Term.LOCAL : Term.ELBO;
    anomalies(5, other);
    anomalies(THRESHOLD - 5, term);

    byte[] alert = context.forwarded("to-alerts").get(0).record().value();
    assertThat(Schemas.violations("alerts", alert)).isEmpty();
    JsonNode json = JSON.readTree(alert);
    assertThat(json.path("term").asText()).isEqualTo(term.wireName());
    assertThat(json.path("message").asText())
        .isEqualTo("12 of its last 12 images are anomalous: mostly, " + term.inWords());
  }

  /** At half of the threshold, 6 of 100, anomalies are 16 images apart at least. */
  @ParameterizedTest
  @CsvSource({"15, images-0-0", "16, images-0-17"})
  void anomalyThatIsFarFromTheOthersDoesNotBeginTheTrouble(int between, String firstId)
      throws IOException {
    images("black", 1, Sighting.Kind.ANOMALOUS);
    images("black", between, Sighting.Kind.NORMAL);
    images("black", THRESHOLD - 1, Sighting.Kind.ANOMALOUS);

    byte[] alert = context.forwarded("to-alerts").get(0).record().value();
    assertThat(JSON.readTree(alert).path("firstId").asText()).isEqualTo(firstId);
  }

  @Test
  void troubleEndsWhereItsAlertClosesAndTheNextOneBeginsAnew() throws IOException {
    anomalies(THRESHOLD, Term.ELBO);
    images("black", 16, Sighting.Kind.NORMAL);
    anomalies(1, Term.ELBO);
    images("black", 100, Sighting.Kind.NORMAL);
    anomalies(THRESHOLD, Term.LOCAL);

    var sent = context.forwarded("to-alerts");
    assertThat(sent).hasSize(3);
    JsonNode closed = JSON.readTree(sent.get(1).record().value());
    assertThat(closed.path("state").asText()).isEqualTo("closed");
    assertThat(closed.path("firstId").asText()).isEqualTo("images-0-0");
    assertThat(closed.path("lastId").asText()).isEqualTo("images-0-28");
    JsonNode next = JSON.readTree(sent.get(2).record().value());
    assertThat(next.path("firstId").asText()).isEqualTo("images-0-129");
    assertThat(next.path("term").asText()).isEqualTo("local");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "2000, 0"})
  void alertComesWithoutHeadersWhereTheyDoNotFit(int bytes, int headers) {
    watch.close();
    start(PATIENCE, 2_000);
    for (int i = 0; i < THRESHOLD; i++) {
      Headers trace = new RecordHeaders().add("trace", new byte[bytes]);
      record("black", now, Sighting.Kind.ANOMALOUS, Optional.empty(), trace);
    }

    assertThat(context.forwarded("to-alerts").get(0).record().headers().toArray()).hasSize(headers);
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

  @Test
  void recordFromTheFutureDoesNotSilenceThoseWhoseImagesWait() {
    long past = now;
    images("waits", 10, Sighting.Kind.NORMAL);
    record("ahead", now + Duration.ofDays(1).toMillis(), Sighting.Kind.NORMAL);
    for (int second = 0; second < 120; second++) {
      pass(Duration.ofSeconds(1));
      record("ahead", past, Sighting.Kind.NORMAL);
    }

    assertThat(alerts()).isEmpty();
  }

  @Test
  void nobodyFallsSilentWherePatienceHasNoEnd() {
    watch.close();
    start(Duration.ZERO, Topics.LARGEST_OUTPUT);
    images("good", 20, Sighting.Kind.NORMAL);

    pass(Duration.ofDays(6));

    assertThat(alerts()).isEmpty();
  }

  @Test
  void sourceIsSilentBesideOneWhoseClockIsBehindIfThePartitionPauses() {
    images("lost", 10, Sighting.Kind.NORMAL);
    for (int i = 0; i < 6; i++) {
      assertThat(alerts()).isEmpty();
      record("behind", 0, Sighting.Kind.NORMAL);
      pass(Duration.ofSeconds(10));
    }

    assertThat(alerts()).containsExactly("lost silent opened");
  }

  @Test
  void logTellsOnceThatTheTableIsFull() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      images("first", 10, Sighting.Kind.NORMAL);
      images("second", 10, Sighting.Kind.NORMAL);
      pass(Duration.ofSeconds(6));
      assertThat(log.toString(UTF_8)).isEmpty();

      for (int i = 0; i < 3; i++) {
        images("third", 5, Sighting.Kind.NORMAL);
        pass(Duration.ofSeconds(6));
      }
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("more sources than --max-sources 2");
    assertThat(registry.get("surprisal.sources.unfollowed.records").counter().count())
        .isEqualTo(15);
  }

  private void start(Duration patience, int limit) {
    AlertSettings settings = new AlertSettings(0.01, 1, patience, 2);
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
            new OutputLimit(limit),
            new SourceMeters(registry, kinds),
            () -> true);
    watch = new SourceWatch(alerting, context, "to-alerts", Optional::empty);
  }

  private void images(String source, int times, Sighting.Kind kind) {
    for (int i = 0; i < times; i++) {
      record(source, now, kind);
    }
  }

  private void anomalies(int times, Term term) {
    for (int i = 0; i < times; i++) {
      record("black", now, Sighting.Kind.ANOMALOUS, Optional.of(term), new RecordHeaders());
    }
  }

  private void record(String source, long timestamp, Sighting.Kind kind) {
    record(source, timestamp, kind, Optional.empty(), new RecordHeaders());
  }

  private void record(
      String source, long timestamp, Sighting.Kind kind, Optional<Term> term, Headers headers) {
    context.setCurrentSystemTimeMs(now);
    watch.seen(
        new Sighting(
            Bytes.wrap(source.getBytes(UTF_8)),
            offset++,
            timestamp,
            headers,
            new Sighting.Finding(kind, term, room -> new byte[0])));
  }

  private void pass(Duration time) {
    now += time.toMillis();
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().stream()
        .filter(scheduled -> !scheduled.cancelled())
        .forEach(scheduled -> scheduled.getPunctuator().punctuate(now));
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

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double open(String kind) {
    return registry.get("surprisal.alerts.open").tag("kind", kind).gauge().value();
  }
}
