package dev.surprisal.stream.models;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command on models. */
final class ModelTopicOptions {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--model-topic",
      paramLabel = "TOPIC",
      defaultValue = "models",
      description = "The topic of the models (default: ${DEFAULT-VALUE}).")
  private String topic;

  KafkaConnection connection() {
    return kafka.connection();
  }

  String topic() {
    return topic;
  }

  /** What is committed on the topic by now; close it. */
  ModelsTopic read() {
    ModelsTopic models = new ModelsTopic(connection(), topic);
    try {
      return models.readToEnd();
    } catch (RuntimeException e) {
      models.close();
      throw e;
    }
  }
}
