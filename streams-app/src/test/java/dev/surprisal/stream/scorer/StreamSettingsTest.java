package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.cli.SettingsException;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.LogStartsReporter;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.metrics.JmxReporter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StreamSettingsTest {
  private static final AlertSettings ALERTS =
      new AlertSettings("told", 0.01, 1, Duration.ofSeconds(60), 10, 600);

  @Test
  void everyProblemIsReportedAtOnce() {
    assertThatThrownBy(() -> settings("a b", 2, 0, 70_000, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--application-id")
        .hasMessageContaining("--false-alarm-rate: expected a number between 0 and 1, got 2.0")
        .hasMessageContaining("--threads: expected 1 to 256, got 0")
        .hasMessageContaining("--http-port");
  }

  @Test
  void pageThatOthersReachNeedsAToken() {
    StreamOptions options =
        StreamOptions.defaults(
            new KafkaConnection("localhost:9092", Map.of()), Topics.DEFAULT, Path.of("model"));

    assertThat(options.settings().page()).isEmpty();
    assertThatThrownBy(
            () -> options.page(new PageSettings("0.0.0.0", 70_000, Optional.empty())).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--page-port: expected 0 to 65535, got 70000")
        .hasMessageContaining("--page-token-file: expected a file with a token");
  }

  @Test
  void modelsOfATopicExcludeOneOfAFolderAndStrictModel() {
    StreamOptions options =
        StreamOptions.defaults(
                new KafkaConnection("localhost:9092", Map.of()), Topics.DEFAULT, Path.of("model"))
            .modelTopic("models");

    assertThat(options.settings().model()).isEmpty();
    assertThatThrownBy(() -> options.strictModel(true).modelTimeout(Duration.ZERO).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--strict-model: expected not to be set with --model-topic")
        .hasMessageContaining("--model-timeout: expected at least 1 s, got PT0S");
    assertThatThrownBy(
            () ->
                CommandLine.populateCommand(new StreamOptions(), "--bootstrap-servers=b:1")
                    .settings())
        .hasMessageContaining("--model, --model-topic: expected one of them, got none");
    assertThatThrownBy(
            () ->
                CommandLine.populateCommand(
                        new StreamOptions(),
                        "--bootstrap-servers=b:1",
                        "--model=model",
                        "--model-topic=models")
                    .settings())
        .hasMessageContaining("--model, --model-topic: expected one of them, got both");
  }

  @Test
  void labelsAreOnATopicOfTheirOwnAndReadWhereThePageWritesThem() {
    StreamOptions options =
        StreamOptions.defaults(
                new KafkaConnection("localhost:9092", Map.of()), Topics.DEFAULT, Path.of("model"))
            .alerts(ALERTS);
    PageSettings page = PageSettings.onLoopback(0).withLabels();

    assertThatThrownBy(() -> options.page(page).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--page-labels: expected --measure-precision beside it");
    assertThat(options.page(page).measurePrecision("labels").settings().pageLabels())
        .contains("labels");
    assertThatThrownBy(() -> options.measurePrecision("told").settings())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--labels-topic: expected a topic of its own, got told");
  }

  @Test
  void kafkaGetsWhatWasMeasuredToServe() {
    Properties properties = properties(Map.of());

    assertThat(properties)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 100)
        .containsEntry("producer.linger.ms", 5)
        .containsEntry("producer.batch.size", 131_072)
        .containsEntry("producer.compression.type", "snappy")
        .containsEntry("main.consumer.max.poll.records", 512)
        .containsEntry("client.id", "app-model-dddddddddddd")
        .containsEntry("group.protocol", "classic");
  }

  @Test
  void usersKeysWinOverDefaults() {
    Properties properties =
        properties(Map.of("commit.interval.ms", "7", "producer.linger.ms", "8", "client.id", "me"));

    assertThat(properties(Map.of("compression.type", "none")))
        .containsEntry("compression.type", "none")
        .doesNotContainKey("producer.compression.type");
    assertThat(properties)
        .containsEntry("commit.interval.ms", "7")
        .containsEntry("producer.linger.ms", "8")
        .containsEntry("client.id", "me-model-dddddddddddd");
  }

  /** An agent that adds a reporter takes text for the name of one. */
  @Test
  void metricReportersAreAList() {
    String key = "main.consumer.metric.reporters";
    String own = LogStartsReporter.class.getName();

    assertThat(properties(Map.of()).get(key)).isEqualTo(List.of(JmxReporter.class.getName(), own));
    assertThat(properties(Map.of("metric.reporters", "a.B, c.D")).get(key))
        .isEqualTo(List.of("a.B", "c.D", own));
    assertThat(properties(Map.of("metric.reporters", "")).get(key)).isEqualTo(List.of(own));
  }

  @Test
  void replayNeedsASpanThatHasPassedAndOutputsOfItsOwn() {
    Instant noon = Instant.parse("2026-02-03T12:00:00Z");

    assertThat(replay("-again", noon, noon.plusSeconds(1)).settings())
        .satisfies(
            settings -> {
              assertThat(settings.applicationId()).isEqualTo("surprisal-again");
              assertThat(settings.topics().images()).isEqualTo("images");
              assertThat(settings.topics().outputs())
                  .containsExactly("scores-again", "anomalies-again", "rejected-again");
            });
    assertThat(replay("-again", noon, noon.plusSeconds(1)).alerts(ALERTS).settings())
        .satisfies(
            settings -> {
              assertThat(settings.topics().outputs()).endsWith("rejected-again", "told-again");
              assertThat(settings.alerts().orElseThrow().topic()).isEqualTo("told-again");
            });
    assertThatThrownBy(() -> replay("", noon, noon.plusSeconds(1)).settings())
        .hasMessageContaining("--output-suffix: expected a text with --from");
    assertThatThrownBy(() -> replay("-again", noon, noon).settings())
        .hasMessageContaining("--from: expected a time before --to");
    assertThatThrownBy(() -> replay("-again", noon, Instant.MAX).settings())
        .hasMessageContaining("--to: expected a time that has passed");
    assertThatThrownBy(
            () ->
                replay("-again", noon, noon.plusSeconds(1))
                    .groupProtocol(GroupProtocol.STREAMS)
                    .settings())
        .hasMessageContaining("--group-protocol: expected classic with --from");
    assertThatThrownBy(() -> span("--output-suffix=-again", "--from=2h"))
        .hasMessageContaining("--to: expected a time, as the other end of the span is set");
    assertThatThrownBy(() -> span("--to=1h"))
        .hasMessageContaining("--from: expected a time, as the other end of the span is set");
    assertThat(span("--output-suffix=-again")).isEmpty();
    assertThat(span("--output-suffix=-again", "--from=2h", "--to=1h")).isPresent();
  }

  private static Optional<Replay.Span> span(String... options) {
    return CommandLine.populateCommand(new ReplayOptions(), options).span();
  }

  private static StreamOptions replay(String suffix, Instant from, Instant to) {
    return StreamOptions.defaults(
            new KafkaConnection("localhost:9092", Map.of()), Topics.DEFAULT, Path.of("model"))
        .replay(suffix, new Replay.Span(from, to));
  }

  private static Properties properties(Map<String, String> kafka) {
    return StreamProperties.of(
        settings("app", 0.01, 1, 0, kafka), TopologyRun.scoring(InkModel.bundle()));
  }

  private static StreamSettings settings(
      String applicationId, double rate, int threads, int port, Map<String, String> kafka) {
    return StreamOptions.defaults(
            new KafkaConnection("localhost:9092", kafka), Topics.DEFAULT, Path.of("model"))
        .applicationId(applicationId)
        .control(AlarmControl.rate(rate))
        .threads(threads)
        .httpPort(port)
        .settings();
  }
}
