package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.LabelsTopic;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of what people say of verdicts. */
final class PrecisionOptions {
  @Option(
      names = "--measure-precision",
      description = "Read what people called anomalies, and show as meters how many were some.")
  private boolean on;

  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description = "Where labels are, with --measure-precision (default: ${DEFAULT-VALUE}).")
  private String topic = LabelsTopic.DEFAULT;

  /** With labels from a topic. */
  static PrecisionOptions of(String topic) {
    PrecisionOptions options = new PrecisionOptions();
    options.on = true;
    options.topic = topic;
    return options;
  }

  /** The topic of the labels, where they are to be read. */
  Optional<String> labels() {
    return on ? Optional.of(topic) : Optional.empty();
  }
}
