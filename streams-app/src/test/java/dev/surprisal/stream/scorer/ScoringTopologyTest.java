package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.stream.intake.Cut;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.testing.FakeImagesTopic;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Schemas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTopologyTest {
  private static final byte[] KEY = "camera-1".getBytes(UTF_8);
  private static final String SHA256 =
      "e058b9dba3af81c04282d6a954218d4bd64845bcebb99ca3224c820e0eb47a14";

  /** The example of the W3C's recommendation Trace Context. */
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final long TIMESTAMP = 1_700_000_000_123L;

  private final TopologyRun run = new TopologyRun(InkModel.bundle());

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void cleanImageGetsItsVerdictOnScoresAlone() {
    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(10), new RecordHeaders(), TIMESTAMP));

    TestRecord<byte[], byte[]> record = run.scores().readRecord();
    JsonNode verdict = json(record.value());
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.timestamp()).isEqualTo(TopologyRun.NOW.toEpochMilli());
    assertThat(verdict.path("schemaVersion").asText()).isEqualTo("1.1");
    assertThat(verdict.path("id").asText()).isEqualTo("images-0-0");
    assertThat(verdict.path("source").asText()).isEqualTo("camera-1");
    assertThat(verdict.path("timestamp").asLong()).isEqualTo(TIMESTAMP);
    assertThat(verdict.path("model").path("name").asText()).isEqualTo("ink");
    assertThat(verdict.path("anomalous").asBoolean()).isFalse();
    assertThat(verdict.path("falseAlarmRate").asDouble()).isEqualTo(0.01);
    assertThat(run.anomalies().isEmpty()).isTrue();
    assertThat(run.rejected().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 1.0, false", "10, 0.81, false", "49, 0.03, false", "50, 0.01, true"})
  void scoreAndPValueAreThoseComputedByHand(int ink, double pValue, boolean anomalous) {
    run.images().pipeInput(KEY, InkModel.ink(ink));

    JsonNode verdict = json(run.scores().readValue());
    double nats = InkModel.BLACK_NATS + 2 * ink;
    assertThat(verdict.path("elboNats").asDouble()).isEqualTo(nats, within(1e-3));
    assertThat(verdict.path("reconstructionNats").asDouble()).isEqualTo(nats, within(1e-3));
    assertThat(verdict.path("klNats").asDouble()).isZero();
    assertThat(verdict.path("score").asDouble()).isEqualTo(nats, within(1e-3));
    assertThat(verdict.path("pValue").asDouble()).isEqualTo(pValue, within(1e-12));
    assertThat(verdict.path("anomalous").asBoolean()).isEqualTo(anomalous);
  }

  @Test
  void elboStandsBesideAnotherScore() {
    Scoring byElbo = TopologyRun.scoring(InkModel.bundle());
    Decision byMse =
        new Decision(Score.MSE, byElbo.judges().first().decision().calibration(), 0.01);
    Scoring scoring =
        new Scoring(
            Judges.always(new Judge(InkModel.bundle(), byMse, Optional.empty(), Optional.empty())),
            false,
            SourceName.KEY,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            byElbo.topics(),
            byElbo.limit(),
            byElbo.meters(),
            Optional.empty(),
            byElbo.continuity());
    try (TopologyRun mse = new TopologyRun(scoring)) {
      mse.images().pipeInput(KEY, InkModel.ink(10));

      JsonNode verdict = json(mse.scores().readValue());
      // Every pixel is expected at p = sigmoid(-2): (774 p² + 10 (1 - p)²) / 784.
      assertThat(verdict.path("score").asDouble()).isEqualTo(0.0239236, within(1e-6));
      assertThat(verdict.path("elboNats").asDouble())
          .isEqualTo(InkModel.BLACK_NATS + 2 * 10, within(1e-3));
    }
  }

  @Test
  void anomalyCarriesImageReconstructionAndResidual() throws IOException {
    run.images().pipeInput(KEY, InkModel.ink(700));

    JsonNode anomaly = json(run.anomalies().readValue());
    // Every pixel is expected at sigmoid(-2) = 0.1192, grey value 30.
    assertThat(grey(anomaly, "image", 0)).isZero();
    assertThat(grey(anomaly, "image", 1)).isEqualTo(255);
    assertThat(grey(anomaly, "reconstruction", 1)).isEqualTo(30);
    // A difference of 30 is usual; of 225, what exceeds it is 195 of 225 that are left.
    assertThat(grey(anomaly, "residual", 0)).isZero();
    assertThat(grey(anomaly, "residual", 1)).isEqualTo(221);
    assertThat(anomaly.path("explanation").asText())
        .isEqualTo("its score as a whole, of which no term stands out");
    assertThat(run.scores().readValue()).isNotEmpty();
  }

  @Test
  void outputsAreWhatTheSchemasSay() {
    run.images().pipeInput(null, InkModel.ink(700));
    run.images().pipeInput(KEY, InkModel.ink(0));

    run.scores()
        .readValuesToList()
        .forEach(value -> assertThat(Schemas.violations("scores", value)).isEmpty());
    byte[] anomaly = run.anomalies().readValue();
    assertThat(Schemas.violations("anomalies", anomaly)).isEmpty();
    assertThat(Schemas.violations("scores", anomaly)).isNotEmpty();
  }

  @Test
  void headersOfRejectedRecordsAreWhatTheSchemaSays() {
    Cut cut =
        new Cut(
            Optional.of(new Cut.Whole(3_000_000, SHA256)),
            Optional.of(new Cut.Whole(300_000_000, SHA256)),
            true,
            Optional.empty());
    run.images().pipeInput(KEY, new byte[0]);
    run.images().pipeInput(new TestRecord<>(KEY, new byte[1], new RecordHeaders().add(cut)));

    assertThat(run.rejected().readRecordsToList())
        .hasSize(2)
        .allSatisfy(record -> assertThat(Schemas.violations(record.headers())).isEmpty());
  }

  @Test
  void topicsIdIsOnEveryOutputWhereItIsKnown() {
    Scoring scoring = TopologyRun.scoring(InkModel.bundle());
    FakeImagesTopic images = new FakeImagesTopic();
    scoring.continuity().ask(images);
    try (TopologyRun known = new TopologyRun(scoring)) {
      known.images().pipeInput(KEY, InkModel.ink(700));
      known.images().pipeInput(KEY, new byte[1]);

      byte[] verdict = known.scores().readValue();
      assertThat(json(verdict).path("topicId").asText()).isEqualTo(images.id);
      assertThat(Schemas.violations("scores", verdict)).isEmpty();
      byte[] anomaly = known.anomalies().readValue();
      assertThat(json(anomaly).path("topicId").asText()).isEqualTo(images.id);
      assertThat(Schemas.violations("anomalies", anomaly)).isEmpty();
      assertThat(header(known.rejected().readRecord(), "surprisal.topic.id")).isEqualTo(images.id);
    }
  }

  @Test
  void producersHeadersAreOnEveryOutput() {
    Headers headers =
        new RecordHeaders()
            .add("traceparent", PARENT.getBytes(UTF_8))
            .add("tracestate", "vendor=1".getBytes(UTF_8))
            .add("baggage", "line=7".getBytes(UTF_8))
            .add("baggage", "shift=2".getBytes(UTF_8))
            .add("empty", null);

    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(700), headers));
    run.images().pipeInput(new TestRecord<>(KEY, new byte[1], headers));

    assertThat(run.scores().readRecord().headers()).isEqualTo(headers);
    assertThat(run.anomalies().readRecord().headers()).isEqualTo(headers);
    assertThat(run.rejected().readRecord().headers()).startsWith(headers.toArray());
  }

  @Test
  void traceOfTheProducerIsAnExampleOfTheTimeToTheVerdict() {
    try (TopologyRun measured = TopologyRun.measured(InkModel.bundle(), AlarmControl.rate(0.01))) {
      Headers headers = new RecordHeaders().add("traceparent", PARENT.getBytes(UTF_8));

      measured.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), headers));

      assertThat(measured.scrape("application/openmetrics-text"))
          .contains(
              "# {span_id=\"00f067aa0ba902b7\",trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} ");
    }
  }

  @Test
  void verdictDoesNotSayThatItIsAnImage() {
    Headers headers =
        new RecordHeaders().add("content-type", "application/octet-stream".getBytes(UTF_8));

    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(700), headers));

    assertThat(run.scores().readRecord().headers().toArray()).isEmpty();
    assertThat(run.anomalies().readRecord().headers().toArray()).isEmpty();
  }

  @Test
  void headersThatDoNotFitAVerdictAreLeftOutAndItSaysSo() {
    Headers headers = new RecordHeaders().add("trace", new byte[3_000]);
    try (TopologyRun small = small()) {
      small.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(700), headers));

      TestRecord<byte[], byte[]> verdict = small.scores().readRecord();
      assertThat(header(verdict, "surprisal.cut")).isEqualTo("headers");
      assertThat(verdict.headers().toArray()).hasSize(1);
      assertThat(small.anomalies().readRecord().headers().lastHeader("trace")).isNull();
    }
  }

  /** The verdict's JSON has half of the 10,000 bytes to itself; the key leaves 100 of the rest. */
  @ParameterizedTest
  @CsvSource({"50, trace", "101, surprisal.cut"})
  void longKeyLeavesLittleRoomForHeaders(int bytes, String kept) {
    byte[] key = new byte[4_900];
    Headers headers = new RecordHeaders().add("trace", new byte[bytes]);
    try (TopologyRun small = small()) {
      small.images().pipeInput(new TestRecord<>(key, InkModel.ink(700), headers));

      assertThat(small.scores().readRecord().headers())
          .singleElement()
          .extracting(Header::key)
          .isEqualTo(kept);
    }
  }

  @Test
  void rejectedRecordIsAsItCameAndSaysWhyAndWhereFrom() {
    byte[] value = "no image".getBytes(UTF_8);
    Headers headers = new RecordHeaders().add("trace", new byte[] {1, 2});

    run.images().pipeInput(new TestRecord<>(KEY, value, headers, TIMESTAMP));

    TestRecord<byte[], byte[]> rejected = run.rejected().readRecord();
    assertThat(rejected.key()).isEqualTo(KEY);
    assertThat(rejected.value()).isEqualTo(value);
    assertThat(rejected.timestamp()).isEqualTo(TopologyRun.NOW.toEpochMilli());
    assertThat(header(rejected, "surprisal.timestamp")).isEqualTo(String.valueOf(TIMESTAMP));
    assertThat(header(rejected, "surprisal.schema.version")).isEqualTo("1.1");
    assertThat(header(rejected, "surprisal.reason")).isEqualTo("wrong-length");
    assertThat(header(rejected, "surprisal.detail"))
        .isEqualTo("expected 784 raw bytes (28x28) or a PNG or JPEG, got 8 bytes, text");
    assertThat(header(rejected, "surprisal.topic")).isEqualTo("images");
    assertThat(header(rejected, "surprisal.partition")).isEqualTo("0");
    assertThat(header(rejected, "surprisal.offset")).isEqualTo("0");
    assertThat(rejected.headers().lastHeader("surprisal.topic.id")).isNull();
    assertThat(rejected.headers().lastHeader("trace").value()).containsExactly(1, 2);
    assertThat(run.scores().isEmpty()).isTrue();
  }

  @Test
  void rejectedRecordThatDoesNotFitSaysWhatIsMissingAndWhereTheWholeLies() {
    byte[] value = new byte[100_000];
    value[0] = 7;
    Headers headers = new RecordHeaders().add("trace", new byte[] {1, 2});
    try (TopologyRun small = small()) {
      small.images().pipeInput(new TestRecord<>(KEY, value, headers, TIMESTAMP));

      TestRecord<byte[], byte[]> rejected = small.rejected().readRecord();
      assertThat(rejected.key()).isEqualTo(KEY);
      assertThat(rejected.value()).hasSize(1024).startsWith(7, 0);
      assertThat(header(rejected, "surprisal.cut")).isEqualTo("value");
      assertThat(header(rejected, "surprisal.length")).isEqualTo("100000");
      // printf '\\007' and 99,999 zeros, by sha256sum.
      assertThat(header(rejected, "surprisal.sha256")).isEqualTo(SHA256);
      assertThat(header(rejected, "surprisal.offset")).isEqualTo("0");
      assertThat(rejected.headers().lastHeader("trace").value()).containsExactly(1, 2);
    }
  }

  @Test
  void whatARejectionAddsIsBoundedWhateverTheRecordSays() {
    // A character that is written out in ten, four bytes long.
    byte[] invisible = "\udb40\udc01".repeat(1_000).getBytes(UTF_8);
    Headers type = new RecordHeaders().add("content-type", invisible);
    Headers reserved = new RecordHeaders().add("surprisal." + new String(invisible, UTF_8), null);
    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), type));
    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), reserved));

    assertThat(run.rejected().readRecordsToList())
        .hasSize(2)
        .allSatisfy(record -> assertThat(added(record)).isBetween(600L, 1_100L));
  }

  private static long added(TestRecord<byte[], byte[]> record) {
    return Arrays.stream(record.headers().toArray())
        .filter(header -> header.key().startsWith("surprisal."))
        .mapToLong(header -> header.key().length() + header.value().length + 4)
        .sum();
  }

  @Test
  void keysAndHeadersThatDoNotFitAreCutToo() {
    Headers headers = new RecordHeaders().add("trace", new byte[50_000]);
    try (TopologyRun small = small()) {
      small.images().pipeInput(new TestRecord<>(new byte[50_000], InkModel.ink(0), headers));

      TestRecord<byte[], byte[]> rejected = small.rejected().readRecord();
      assertThat(header(rejected, "surprisal.reason")).isEqualTo("too-large");
      assertThat(header(rejected, "surprisal.detail")).contains("key of at most 5000 bytes");
      assertThat(header(rejected, "surprisal.cut")).isEqualTo("key,headers");
      assertThat(rejected.key()).hasSize(256);
      assertThat(rejected.value()).isEqualTo(InkModel.ink(0));
      assertThat(rejected.headers().lastHeader("trace")).isNull();
      assertThat(small.scores().isEmpty()).isTrue();
    }
  }

  @Test
  void ofAValueThatCameInCutTheTrueLengthAndDigestAreSaid() {
    byte[] beginning = new byte[1_024];
    Cut cut =
        new Cut(
            Optional.empty(),
            Optional.of(new Cut.Whole(300_000_000, SHA256)),
            false,
            Optional.empty());
    Headers headers = new RecordHeaders().add("trace", new byte[] {1, 2}).add(cut);

    run.images().pipeInput(new TestRecord<>(KEY, beginning, headers, TIMESTAMP));

    TestRecord<byte[], byte[]> rejected = run.rejected().readRecord();
    assertThat(rejected.key()).isEqualTo(KEY);
    assertThat(rejected.value()).isEqualTo(beginning);
    assertThat(header(rejected, "surprisal.reason")).isEqualTo("too-large");
    assertThat(header(rejected, "surprisal.detail"))
        .isEqualTo("expected at most 4194304 bytes, got 300000000");
    assertThat(header(rejected, "surprisal.cut")).isEqualTo("value");
    assertThat(header(rejected, "surprisal.length")).isEqualTo("300000000");
    assertThat(header(rejected, "surprisal.sha256")).isEqualTo(SHA256);
    assertThat(rejected.headers().lastHeader("trace").value()).containsExactly(1, 2);
    assertThat(rejected.headers().toArray()).noneMatch(Cut.class::isInstance);
    assertThat(run.scores().isEmpty()).isTrue();
  }

  @Test
  void imageWithAKeyThatCameInCutIsRejected() {
    Cut cut =
        new Cut(
            Optional.of(new Cut.Whole(3_000_000, SHA256)),
            Optional.empty(),
            true,
            Optional.empty());

    run.images()
        .pipeInput(
            new TestRecord<>(new byte[1_024], InkModel.ink(0), new RecordHeaders().add(cut)));

    TestRecord<byte[], byte[]> rejected = run.rejected().readRecord();
    assertThat(rejected.key()).hasSize(256);
    assertThat(rejected.value()).isEqualTo(InkModel.ink(0));
    assertThat(header(rejected, "surprisal.detail"))
        .isEqualTo("expected a key of at most 1048576 bytes, got 3000000");
    assertThat(header(rejected, "surprisal.cut")).isEqualTo("key,headers");
  }

  @Test
  void imageWhoseHeadersCameInCutIsJudged() {
    Cut cut = new Cut(Optional.empty(), Optional.empty(), true, Optional.empty());

    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), new RecordHeaders().add(cut)));

    assertThat(header(run.scores().readRecord(), "surprisal.cut")).isEqualTo("headers");
    assertThat(run.rejected().isEmpty()).isTrue();
  }

  @Test
  void recordOfWhichNothingCanBeReadIsRejected() {
    Cut cut = new Cut(Optional.empty(), Optional.empty(), false, Optional.of("its batch is torn"));

    run.images().pipeInput(new TestRecord<>(null, null, new RecordHeaders().add(cut)));

    TestRecord<byte[], byte[]> rejected = run.rejected().readRecord();
    assertThat(header(rejected, "surprisal.reason")).isEqualTo("broken-image");
    assertThat(header(rejected, "surprisal.detail")).contains("its batch is torn");
  }

  @Test
  void picturesOfAnAlarmShrinkUntilTheyFit() {
    try (TopologyRun small =
        new TopologyRun(
            TopologyRun.scoring(
                InkModel.bundle(), AlarmControl.rate(0.01), new OutputLimit(1_000)))) {
      small.images().pipeInput(KEY, InkModel.ink(700));

      assertThat(small.anomalies().readValue()).hasSizeBetween(500, 1_000);
    }
  }

  private static TopologyRun small() {
    return new TopologyRun(
        TopologyRun.scoring(InkModel.bundle(), AlarmControl.rate(0.01), new OutputLimit(10_000)));
  }

  @Test
  void headerNamedLikeOursIsRejectedAndDoesNotPass() {
    Headers headers =
        new RecordHeaders()
            .add("surprisal.outcome", "forged".getBytes(UTF_8))
            .add("surprisal.reason", "none".getBytes(UTF_8));

    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), headers));

    TestRecord<byte[], byte[]> rejected = run.rejected().readRecord();
    assertThat(header(rejected, "surprisal.reason")).isEqualTo("reserved-header");
    assertThat(rejected.headers().lastHeader("surprisal.outcome")).isNull();
    assertThat(rejected.headers().headers("surprisal.reason")).hasSize(1);
  }

  @Test
  void theNextRecordAfterEveryKindOfBadOneIsScored() {
    byte[] noise = new byte[10 << 20];
    new Random(1).nextBytes(noise);
    byte[] brokenPng = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    Headers unknown = new RecordHeaders().add("content-type", "video/mp4".getBytes(UTF_8));

    run.images().pipeInput(KEY, (byte[]) null);
    run.images().pipeInput(KEY, new byte[0]);
    run.images().pipeInput(KEY, new byte[783]);
    run.images().pipeInput(KEY, brokenPng);
    run.images().pipeInput(KEY, noise);
    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), unknown));
    run.images().pipeInput(KEY, InkModel.ink(0));

    assertThat(run.rejected().readRecordsToList())
        .extracting(rejected -> header(rejected, "surprisal.reason"))
        .containsExactly(
            "null-value",
            "empty",
            "wrong-length",
            "broken-image",
            "too-large",
            "unknown-content-type");
    assertThat(json(run.scores().readValue()).path("id").asText()).isEqualTo("images-0-6");
  }

  @Test
  void sourceIsTheKeysTextWhateverTheKeyIs() {
    run.images().pipeInput(new byte[] {(byte) 0xff, 0}, InkModel.ink(0));
    run.images().pipeInput(new byte[1000], InkModel.ink(0));
    run.images().pipeInput((byte[]) null, InkModel.ink(0));

    run.scores()
        .readValuesToList()
        .forEach(value -> assertThat(Schemas.violations("scores", value)).isEmpty());
  }

  @Test
  void modelThatFailsOnAnImageStopsTheScorerAndRejectsNothing() {
    try (TopologyRun broken = new TopologyRun(InkModel.brokenForSome())) {
      byte[] trigger = InkModel.ink(0);
      trigger[0] = 1;

      broken.images().pipeInput(KEY, InkModel.ink(0));
      assertThatThrownBy(() -> broken.images().pipeInput(KEY, trigger))
          .hasRootCauseInstanceOf(BrokenModelException.class);

      assertThat(broken.scores().readRecordsToList()).hasSize(1);
      assertThat(broken.rejected().isEmpty()).isTrue();
    }
  }

  private static int grey(JsonNode anomaly, String field, int pixel) throws IOException {
    byte[] png = Base64.getDecoder().decode(anomaly.path(field).asText());
    return ImageIO.read(new ByteArrayInputStream(png)).getRaster().getSample(pixel, 0, 0);
  }

  private static String header(TestRecord<byte[], byte[]> record, String key) {
    return new String(record.headers().lastHeader(key).value(), UTF_8);
  }

  private static JsonNode json(byte[] value) {
    try {
      return new ObjectMapper().readTree(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
