package dev.surprisal.stream.scorer;

import dev.surprisal.stream.source.AlertSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** The options of alerts. */
final class AlertOptions {
  @Option(
      names = "--alerts",
      description = "Follow each source, and say on a topic of its own when one is broken.")
  private boolean on;

  @Option(
      names = "--alerts-topic",
      paramLabel = "TOPIC",
      description = "Where alerts go, with --alerts (default: ${DEFAULT-VALUE}).")
  private String topic = "alerts";

  @Option(
      names = "--false-alerts-per-week",
      paramLabel = "N",
      description =
          "Alerts of each kind that a source in order may raise in a week by chance (default: ${DEFAULT-VALUE}).")
  private double falseAlertsPerWeek = 0.01;

  @Option(
      names = "--images-per-second",
      paramLabel = "RATE",
      description =
          "Of a source, at most; a faster one has more false alerts in proportion (default: ${DEFAULT-VALUE}).")
  private double imagesPerSecond = 1;

  @Option(
      names = "--silent-after",
      paramLabel = "SECONDS",
      description =
          "How long a source may send nothing before an alert, 0 for ever (default: ${DEFAULT-VALUE}).")
  private int silentAfter = 600;

  @Option(
      names = "--max-sources",
      paramLabel = "N",
      description =
          "Sources that are followed in each partition; further ones raise no alerts (default: ${DEFAULT-VALUE}).")
  private int maxSources = 1_000;

  @Option(
      names = "--drift-images",
      paramLabel = "N",
      description =
          "Images of a source that are compared with its first ones, 0 for never (default: ${DEFAULT-VALUE}).")
  private int driftImages = 500;

  /** With these. */
  static AlertOptions of(AlertSettings settings) {
    AlertOptions options = new AlertOptions();
    options.on = true;
    options.topic = settings.topic();
    options.falseAlertsPerWeek = settings.falseAlertsPerWeek();
    options.imagesPerSecond = settings.imagesPerSecond();
    options.silentAfter = Math.toIntExact(settings.silentAfter().toSeconds());
    options.maxSources = settings.maxSources();
    options.driftImages = settings.driftImages();
    return options;
  }

  /**
   * What was decided, where alerts are wanted.
   *
   * @param output gives an output's topic its final name
   */
  Optional<AlertSettings> settings(UnaryOperator<String> output) {
    return on
        ? Optional.of(
            new AlertSettings(
                output.apply(topic),
                falseAlertsPerWeek,
                imagesPerSecond,
                Duration.ofSeconds(silentAfter),
                maxSources,
                driftImages))
        : Optional.empty();
  }
}
