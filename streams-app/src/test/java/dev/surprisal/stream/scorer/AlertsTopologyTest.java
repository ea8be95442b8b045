package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Schemas;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Alerts of sources in the topology. At a false-alarm rate of 1 % and 99 calibration images 19 of
 * the last 100 images have to be anomalous.
 */
class AlertsTopologyTest {
  private static final int THRESHOLD = 19;
  private static final int LIMIT = Topics.LARGEST_OUTPUT;
  private static final AlertSettings SETTINGS =
      new AlertSettings("alerts", 0.01, 1, Duration.ofSeconds(60), 3, 500);

  private TopologyRun run = run(SETTINGS, Optional.empty(), LIMIT);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void anomalousSourceRaisesOneAlertThatClosesWhenItIsInOrderAgain() {
    pipe("good", InkModel.ink(10), 100);
    pipe("black", InkModel.ink(10), 50);
    pipe("black", InkModel.ink(700), 200);

    JsonNode opened = onlyAlert();
    assertThat(opened.path("source").asText()).isEqualTo("black");
    assertThat(opened.path("kind").asText()).isEqualTo("anomalous");
    assertThat(opened.path("state").asText()).isEqualTo("opened");
    assertThat(opened.path("window").path("images").asInt()).isEqualTo(50 + THRESHOLD);
    assertThat(opened.path("window").path("anomalous").asInt()).isEqualTo(THRESHOLD);
    assertThat(opened.path("window").path("threshold").asInt()).isEqualTo(THRESHOLD);
    assertThat(opened.path("images").asInt()).isEqualTo(50 + THRESHOLD);
    assertThat(opened.path("firstId").asText()).isEqualTo("images-0-150");
    assertThat(opened.path("lastId").asText()).isEqualTo("images-0-168");
    assertThat(opened.path("timestamp").asLong()).isEqualTo(TopologyRun.NOW.toEpochMilli());
    assertThat(meter("surprisal_alerts_total{kind=\"anomalous\"}")).isEqualTo(1);
    assertThat(meter("surprisal_alerts_open{kind=\"anomalous\"}")).isEqualTo(1);
    assertThat(meter("surprisal_sources")).isEqualTo(2);

    // 91 of the last 100 in order: 9 are left, half of the threshold.
    pipe("black", InkModel.ink(10), 90);
    assertThat(run.alerts().isEmpty()).isTrue();
    pipe("black", InkModel.ink(10), 1);

    JsonNode closed = onlyAlert();
    assertThat(closed.path("state").asText()).isEqualTo("closed");
    assertThat(closed.path("lastId").asText()).isEqualTo("images-0-349");
    assertThat(closed.has("example")).isFalse();
    assertThat(meter("surprisal_alerts_open{kind=\"anomalous\"}")).isZero();
    assertThat(meter("surprisal_alerts_total{kind=\"anomalous\"}")).isEqualTo(1);
  }

  /**
   * With 9,999 calibration images 12 of the last 100 have to be anomalous, by the binomial
   * distribution: computed elsewhere. 9 of them are the former model's.
   */
  @Test
  void windowGoesOnWhenTheModelChangesAndTheThresholdIsTheNextModels() {
    run.close();
    AlarmControl control = AlarmControl.rate(0.01);
    run =
        TopologyRun.withAlerts(
            new ChangingJudges(9, control, Optional.of(SETTINGS)),
            SETTINGS,
            new SourceName(Optional.empty()),
            new OutputLimit(LIMIT),
            Optional.empty());

    pipe("black", InkModel.ink(700), THRESHOLD);

    JsonNode opened = onlyAlert();
    assertThat(opened.path("window").path("threshold").asInt()).isEqualTo(12);
    assertThat(opened.path("window").path("anomalous").asInt()).isEqualTo(12);
    assertThat(opened.path("lastId").asText()).isEqualTo("images-0-11");
    assertThat(opened.path("model").path("digest").asText()).isEqualTo(ChangingJudges.NEXT_DIGEST);
  }

  @Test
  void alertShowsTheAnomalyThatOpenedItAndHasItsKeyAndTrace() {
    Headers headers = new RecordHeaders().add("traceparent", "00-1-2-01".getBytes(UTF_8));
    for (int i = 0; i < THRESHOLD; i++) {
      run.images().pipeInput(new TestRecord<>("black".getBytes(UTF_8), InkModel.ink(700), headers));
    }

    TestRecord<byte[], byte[]> alert = run.alerts().readRecord();
    List<byte[]> anomalies = run.anomalies().readValuesToList();
    assertThat(alert.key()).isEqualTo("black".getBytes(UTF_8));
    assertThat(alert.headers()).isEqualTo(headers);
    assertThat(json(alert.value()).path("example"))
        .isEqualTo(json(anomalies.get(anomalies.size() - 1)));
  }

  @Test
  void exampleThatDoesNotFitIsLeftOut() {
    run.close();
    run = run(SETTINGS, Optional.empty(), 1_200);
    pipe("black", InkModel.ink(700), THRESHOLD);

    JsonNode alert = onlyAlert();
    assertThat(alert.has("example")).isFalse();
    assertThat(alert.path("kind").asText()).isEqualTo("anomalous");
  }

  @Test
  void sourceThatFallsSilentRaisesOneAlertUntilItIsBack() {
    pipe("good", InkModel.ink(10), 20);
    pipe("few", InkModel.ink(10), 9);
    run.advance(Duration.ofSeconds(59));
    assertThat(run.alerts().isEmpty()).isTrue();

    run.advance(Duration.ofSeconds(7));
    run.advance(Duration.ofHours(1));

    JsonNode opened = onlyAlert();
    assertThat(opened.path("source").asText()).isEqualTo("good");
    assertThat(opened.path("kind").asText()).isEqualTo("silent");
    assertThat(opened.path("lastId").asText()).isEqualTo("images-0-19");
    assertThat(meter("surprisal_alerts_open{kind=\"silent\"}")).isEqualTo(1);

    pipe("good", InkModel.ink(10), 1);
    assertThat(onlyAlert().path("state").asText()).isEqualTo("closed");
    assertThat(meter("surprisal_alerts_open{kind=\"silent\"}")).isZero();
  }

  @Test
  void sourceIsNotSilentWhileItsImagesMayStillWait() {
    pipe("slow", InkModel.ink(10), 20);
    // Other records of the same time come for two minutes: what is read lies in the past.
    for (int second = 0; second < 120; second++) {
      pipe("busy", InkModel.ink(10), 1);
      run.advance(Duration.ofSeconds(1));
    }
    assertThat(run.alerts().isEmpty()).isTrue();

    // One that was sent a minute later than the slow source's last.
    run.images()
        .pipeInput(
            "busy".getBytes(UTF_8),
            InkModel.ink(10),
            TopologyRun.NOW.toEpochMilli() + Duration.ofSeconds(60).toMillis());
    run.advance(Duration.ofSeconds(6));

    assertThat(onlyAlert().path("source").asText()).isEqualTo("slow");
  }

  @Test
  void nobodyIsSilentWhileTheBrokersAreAway() {
    pipe("good", InkModel.ink(10), 20);
    run.brokersAnswer(false);
    run.advance(Duration.ofMinutes(10));
    run.brokersAnswer(true);
    run.advance(Duration.ofSeconds(50));
    assertThat(run.alerts().isEmpty()).isTrue();

    run.advance(Duration.ofSeconds(20));

    assertThat(onlyAlert().path("kind").asText()).isEqualTo("silent");
  }

  @Test
  void sourceThatSendsGarbageRaisesOneAlert() {
    pipe("good", InkModel.ink(10), 1);
    pipe("garbage", InkModel.ink(10), 5);
    pipe("garbage", new byte[7], 9);
    pipe("garbage", InkModel.ink(10), 1);
    pipe("garbage", new byte[7], 9);
    pipe("never-gave-images", new byte[7], 50);
    assertThat(run.alerts().isEmpty()).isTrue();

    pipe("garbage", new byte[7], 50);

    JsonNode opened = onlyAlert();
    assertThat(opened.path("source").asText()).isEqualTo("garbage");
    assertThat(opened.path("kind").asText()).isEqualTo("rejected");
    assertThat(opened.path("rejected").asInt()).isEqualTo(19);
    assertThat(opened.path("firstId").asText()).isEqualTo("images-0-16");
    pipe("garbage", InkModel.ink(10), 10);
    assertThat(onlyAlert().path("state").asText()).isEqualTo("closed");
  }

  @Test
  void sourcesBeyondTheLimitAreNotFollowedUntilPassingOnesMakeRoom() {
    for (int i = 0; i < 3; i++) {
      pipe("passing-" + i, InkModel.ink(10), 1);
    }
    pipe("black", InkModel.ink(700), 50);
    assertThat(run.alerts().isEmpty()).isTrue();
    assertThat(meter("surprisal_sources")).isEqualTo(3);
    assertThat(meter("surprisal_sources_unfollowed_records_total")).isEqualTo(50);

    run.advance(Duration.ofSeconds(66));
    pipe("black", InkModel.ink(700), 50);

    assertThat(onlyAlert().path("source").asText()).isEqualTo("black");
    assertThat(meter("surprisal_sources")).isEqualTo(1);
  }

  @Test
  void headerNamesTheSourceInVerdictsAndAlerts() {
    run.close();
    run = run(SETTINGS, Optional.of("camera"), LIMIT);
    Headers headers = new RecordHeaders().add("camera", "line-7".getBytes(UTF_8));
    for (int i = 0; i < THRESHOLD; i++) {
      byte[] key = {(byte) i};
      run.images().pipeInput(new TestRecord<>(key, InkModel.ink(700), headers));
      run.images().pipeInput(new TestRecord<>("black".getBytes(UTF_8), InkModel.ink(700)));
    }

    assertThat(onlyAlert().path("source").asText()).isEqualTo("line-7");
    assertThat(json(run.scores().readValue()).path("source").asText()).isEqualTo("line-7");
    assertThat(json(run.scores().readValue()).path("source").isNull()).isTrue();
  }

  /** Its scores of 119.5 have the p-value 0.81 and those of 139.5 have 0.61. */
  @Test
  void sourceWhoseScoresDriftRaisesOneAlert() {
    pipe("camera", InkModel.ink(10), 500);
    pipe("camera", InkModel.ink(20), 500);

    JsonNode opened = onlyAlert();
    assertThat(opened.path("kind").asText()).isEqualTo("drifted");
    assertThat(opened.path("state").asText()).isEqualTo("opened");
    assertThat(opened.path("message").asText())
        .isEqualTo(
            "the scores of 500 images differ from those of its first 500 by 1.00, above 0.16");
    assertThat(opened.path("drift").path("images").asInt()).isEqualTo(500);
    assertThat(opened.path("drift").path("distance").asDouble()).isEqualTo(1);
    assertThat(opened.path("drift").path("threshold").asDouble()).isCloseTo(0.1575, within(5e-5));
    assertThat(opened.path("firstId").asText()).isEqualTo("images-0-500");
    assertThat(opened.path("lastId").asText()).isEqualTo("images-0-999");
    assertThat(meter("surprisal_alerts_open{kind=\"drifted\"}")).isEqualTo(1);

    pipe("camera", InkModel.ink(10), 500);

    assertThat(onlyAlert().path("message").asText())
        .isEqualTo(
            "the scores of its last 500 images are like those of its first 500 again: 0.00, at most half of 0.16");
  }

  private static TopologyRun run(AlertSettings settings, Optional<String> header, int limit) {
    return TopologyRun.withAlerts(settings, new SourceName(header), new OutputLimit(limit));
  }

  private void pipe(String source, byte[] image, int times) {
    for (int i = 0; i < times; i++) {
      run.images().pipeInput(source.getBytes(UTF_8), image, TopologyRun.NOW.toEpochMilli());
    }
  }

  private JsonNode onlyAlert() {
    List<byte[]> values = run.alerts().readValuesToList();
    assertThat(values).hasSize(1);
    assertThat(Schemas.violations("alerts", values.get(0))).isEmpty();
    return json(values.get(0));
  }

  private double meter(String name) {
    return run.scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(byte[] value) {
    try {
      return new ObjectMapper().readTree(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
