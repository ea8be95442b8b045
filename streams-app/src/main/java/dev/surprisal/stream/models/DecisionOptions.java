package dev.surprisal.stream.models;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands about the models of one topic of images. */
final class DecisionOptions {
  @Mixin private ModelTopicOptions topic = new ModelTopicOptions();

  @Option(
      names = "--images-topic",
      paramLabel = "TOPIC",
      description = "The topic whose images are judged (default: ${DEFAULT-VALUE}).")
  private String images = Topics.DEFAULT.images();

  String images() {
    return images;
  }

  KafkaConnection connection() {
    return topic.connection();
  }

  /** What was decided so far, to look at; close it. */
  ModelsTopic read() {
    return topic.read();
  }

  /**
   * Reads what was decided so far, to decide; close it.
   *
   * @throws dev.surprisal.BadInputException if the topic cannot be read
   */
  Deciding open() {
    return new Deciding(topic.connection(), topic.topic(), images);
  }
}
