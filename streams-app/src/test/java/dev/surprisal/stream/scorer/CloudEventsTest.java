package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs with {@code --cloudevents}, as the CloudEvents project's own library reads them. */
class CloudEventsTest {
  private static final byte[] KEY = "camera-1".getBytes(UTF_8);
  private static final AlertSettings SETTINGS =
      new AlertSettings("alerts", 0.01, 1, Duration.ofSeconds(60), 2, 0);

  private TopologyRun run = run(Topics.LARGEST_OUTPUT);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void verdictAnomalyAndRejectionAreEventsOfTheirImage() {
    run.images().pipeInput(KEY, InkModel.ink(700));
    run.images().pipeInput(KEY, new byte[7]);

    TestRecord<byte[], byte[]> score = run.scores().readRecord();
    CloudEvent scored = event(score);
    assertThat(scored.getId()).isEqualTo("images-0-0");
    assertThat(scored.getSource()).hasToString("/surprisal/line/scores");
    assertThat(scored.getType()).isEqualTo("dev.surprisal.image.scored");
    assertThat(scored.getTime().toInstant()).isEqualTo(TopologyRun.NOW);
    assertThat(scored.getDataContentType()).isEqualTo("application/json");
    assertThat(Objects.requireNonNull(scored.getData()).toBytes()).isEqualTo(score.value());

    CloudEvent anomalous = event(run.anomalies().readRecord());
    assertThat(anomalous.getId()).isEqualTo("images-0-0");
    assertThat(anomalous.getSource()).hasToString("/surprisal/line/anomalies");
    assertThat(anomalous.getType()).isEqualTo("dev.surprisal.image.anomalous");
    assertThat(anomalous.getDataContentType()).isEqualTo("application/json");

    CloudEvent rejected = event(run.rejected().readRecord());
    assertThat(rejected.getId()).isEqualTo("images-0-1");
    assertThat(rejected.getType()).isEqualTo("dev.surprisal.image.rejected");
    assertThat(rejected.getDataContentType()).isNull();
  }

  @Test
  void rejectedRecordKeepsTheContentTypeThatItsProducerGave() {
    Headers headers = new RecordHeaders().add("content-type", "image/png".getBytes(UTF_8));

    run.images().pipeInput(new TestRecord<>(KEY, new byte[7], headers));

    assertThat(event(run.rejected().readRecord()).getDataContentType()).isEqualTo("image/png");
  }

  @Test
  void attributesOfTheImagesOwnEventAreReplacedOnVerdictsAndKeptOnRejections() {
    Headers headers =
        new RecordHeaders()
            .add("ce_specversion", "1.0".getBytes(UTF_8))
            .add("ce_id", "shot-7".getBytes(UTF_8))
            .add("ce_source", "/cameras/1".getBytes(UTF_8))
            .add("ce_type", "com.example.shot".getBytes(UTF_8))
            .add("ce_exposure", "12".getBytes(UTF_8))
            .add("traceparent", "00-1-2-01".getBytes(UTF_8));

    run.images().pipeInput(new TestRecord<>(KEY, InkModel.ink(0), headers));
    run.images().pipeInput(new TestRecord<>(KEY, new byte[7], headers));

    TestRecord<byte[], byte[]> verdict = run.scores().readRecord();
    CloudEvent scored = event(verdict);
    assertThat(scored.getId()).isEqualTo("images-0-0");
    assertThat(scored.getExtensionNames()).isEmpty();
    assertThat(verdict.headers().headers("ce_id")).hasSize(1);
    assertThat(verdict.headers().lastHeader("traceparent")).isNotNull();
    CloudEvent rejected = event(run.rejected().readRecord());
    assertThat(rejected.getId()).isEqualTo("shot-7");
    assertThat(rejected.getType()).isEqualTo("com.example.shot");
    assertThat(rejected.getExtension("exposure")).isEqualTo("12");
  }

  @Test
  void attributesOfNoEventAreReplacedOnRejections() {
    Headers headers =
        new RecordHeaders()
            .add("ce_id", "stray".getBytes(UTF_8))
            .add("ce_exposure", "12".getBytes(UTF_8));

    run.images().pipeInput(new TestRecord<>(KEY, new byte[7], headers));

    TestRecord<byte[], byte[]> rejection = run.rejected().readRecord();
    assertThat(event(rejection).getId()).isEqualTo("images-0-0");
    assertThat(event(rejection).getExtensionNames()).isEmpty();
    assertThat(rejection.headers().headers("ce_id")).hasSize(1);
  }

  @Test
  void alertsAreEventsThatDiffer() {
    for (int i = 0; i < 200; i++) {
      run.images().pipeInput(KEY, InkModel.ink(i < 50 ? 700 : 0), TopologyRun.NOW.toEpochMilli());
    }

    List<CloudEvent> alerts =
        run.alerts().readRecordsToList().stream().map(CloudEventsTest::event).toList();
    assertThat(alerts)
        .hasSize(2)
        .allSatisfy(
            alert -> {
              assertThat(alert.getType()).isEqualTo("dev.surprisal.source.alert");
              assertThat(alert.getSource()).hasToString("/surprisal/line/alerts");
            });
    assertThat(alerts.get(0).getId()).matches("images-0-\\d+-anomalous-opened");
    assertThat(alerts.get(1).getId()).isEqualTo("images-0-49-anomalous-closed");
  }

  /** Of a record of half the limit, an image is judged and a rejected one passes. */
  @Test
  void attributesAreWithinWhatAnOutputMayHave() {
    int limit = 10_000;
    int attributes = new CloudEvents("line", "images").largest();
    run.close();
    run = run(limit);
    Headers headers = new RecordHeaders().add("trace", new byte[2_000]);
    for (int bytes = limit / 2 - attributes - 20; bytes < limit / 2 + 20; bytes += 13) {
      run.images().pipeInput(new TestRecord<>(new byte[bytes], InkModel.ink(700), headers));
      run.images().pipeInput(new TestRecord<>(new byte[bytes], new byte[limit / 4], headers));
    }

    List<TestRecord<byte[], byte[]>> outputs =
        List.of(
                run.scores().readRecordsToList(),
                run.anomalies().readRecordsToList(),
                run.rejected().readRecordsToList(),
                run.alerts().readRecordsToList())
            .stream()
            .flatMap(List::stream)
            .toList();
    Set<String> types =
        outputs.stream().map(record -> event(record).getType()).collect(Collectors.toSet());
    assertThat(types).hasSizeGreaterThanOrEqualTo(3);
    assertThat(outputs).allSatisfy(record -> assertThat(size(record)).isLessThanOrEqualTo(limit));
  }

  @Test
  void exampleOfAnAlertLeavesRoomForTheAttributes() {
    TestRecord<byte[], byte[]> whole = firstAlert();
    run.close();
    run = run(Math.toIntExact(size(whole) - 1));

    TestRecord<byte[], byte[]> smaller = firstAlert();

    assertThat(size(smaller)).isLessThan(size(whole));
    assertThat(new String(smaller.value(), UTF_8)).contains("\"example\":");
  }

  private TestRecord<byte[], byte[]> firstAlert() {
    while (run.alerts().isEmpty()) {
      run.images().pipeInput(KEY, InkModel.ink(700));
    }
    return run.alerts().readRecord();
  }

  private static long size(TestRecord<byte[], byte[]> record) {
    return OutputLimit.size(record.key(), record.value(), record.headers());
  }

  @Test
  void boundHoldsForTheLongestId() {
    CloudEvents events = new CloudEvents("line", "images");
    String id = "images-2147483647-9223372036854775807-anomalous-opened";

    Headers described =
        events.describe(
            new RecordHeaders(),
            CloudEvents.Type.ANOMALOUS,
            id,
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli());

    long size = OutputLimit.size(null, null, described) - OutputLimit.size(null, null, List.of());
    assertThat(size).isBetween(events.largest() - 40L, (long) events.largest());
  }

  private static TopologyRun run(int limit) {
    return TopologyRun.withAlerts(
        SETTINGS,
        SourceName.KEY,
        new OutputLimit(limit),
        Optional.of(new CloudEvents("line", "images")));
  }

  private static CloudEvent event(TestRecord<byte[], byte[]> record) {
    return KafkaMessageFactory.createReader(record.headers(), record.value()).toEvent();
  }
}
