package dev.surprisal.stream.feedback;

import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that looks for anomalies on their topic. */
final class AnomalyOptions {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Where the anomalies are (default: ${DEFAULT-VALUE}).")
  private String topic = Topics.DEFAULT.anomalies();

  KafkaConnection connection() {
    return kafka.connection();
  }

  String topic() {
    return topic;
  }

  /** Reads all verdicts that are on the topic by now. */
  void read(Consumer<VerdictMessage> reader) {
    try (TopicReader records = new TopicReader(connection(), List.of(topic), true)) {
      records.readToEnd(record -> VerdictMessage.parse(record.value()).ifPresent(reader));
    }
  }
}
