package dev.surprisal.stream.scorer;

import dev.surprisal.cli.SettingsException;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.KafkaOptions;
import dev.surprisal.stream.kafka.TopicOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The scorer's options. */
final class StreamOptions {
  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The model bundle that decides.")
  private Path model;

  @Option(
      names = "--application-id",
      paramLabel = "NAME",
      defaultValue = "surprisal",
      description = "Instances with the same one share the work (default: ${DEFAULT-VALUE}).")
  private String applicationId;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      description = "The score that decides (default: the bundle's choice).")
  private Optional<String> score = Optional.empty();

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description =
          "Share of clean images that may be called anomalous (default: ${DEFAULT-VALUE}).")
  private double falseAlarmRate;

  @Option(
      names = "--control",
      paramLabel = "KIND",
      defaultValue = "rate",
      description =
          "${COMPLETION-CANDIDATES}: keep the share of clean images that alarm, or the share of alarms that are false (default: ${DEFAULT-VALUE}).")
  private AlarmControl.Kind control;

  @Option(
      names = "--fdr",
      paramLabel = "RATE",
      defaultValue = "0.05",
      description =
          "Share of the alarms that may be false, with --control fdr (default: ${DEFAULT-VALUE}).")
  private double fdr;

  @Option(
      names = "--resize",
      description = "Bring a PNG or JPEG of another size to the model's instead of rejecting it.")
  private boolean resize;

  @Option(
      names = "--guarantee",
      paramLabel = "GUARANTEE",
      defaultValue = "exactly-once",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Guarantee guarantee;

  @Option(
      names = "--group-protocol",
      paramLabel = "PROTOCOL",
      defaultValue = "classic",
      description =
          "${COMPLETION-CANDIDATES}; the latter needs brokers of 4.2 (default: ${DEFAULT-VALUE}).")
  private GroupProtocol groupProtocol;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Stream threads, at most the cores (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--create-topics",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Create the topics that are missing (default: ${DEFAULT-VALUE}).")
  private boolean createTopics;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where metrics and health listen (default: ${DEFAULT-VALUE}).")
  private String httpHost;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "9464",
      description = "Their port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}/surprisal-streams",
      description = "Kafka Streams' folder; nothing of value is in it (default: ${DEFAULT-VALUE}).")
  private Path stateDir;

  @Option(
      names = "--startup-timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the broker (default: ${DEFAULT-VALUE}).")
  private int startupTimeout;

  /** As one record; checks it. */
  StreamSettings settings() {
    return new StreamSettings(
        kafka.connection(),
        topics.topics(),
        model,
        applicationId,
        score.map(StreamOptions::score),
        new AlarmControl(control, control == AlarmControl.Kind.FDR ? fdr : falseAlarmRate),
        resize,
        guarantee,
        groupProtocol,
        threads,
        topics.partitions(),
        createTopics,
        httpHost,
        httpPort,
        stateDir,
        Duration.ofSeconds(startupTimeout));
  }

  private static Score score(String name) {
    return Score.ofWireName(name)
        .orElseThrow(
            () ->
                new SettingsException(
                    "--score: expected one of %s, got %s"
                        .formatted(Stream.of(Score.values()).map(Score::wireName).toList(), name)));
  }
}
