package dev.surprisal.stream.models;

import dev.surprisal.stream.kafka.Topics;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that decide who judges. */
final class DecisionOptions {
  @Mixin private ModelTopicOptions topic = new ModelTopicOptions();

  @Option(
      names = "--images-topic",
      paramLabel = "TOPIC",
      description = "The topic whose images are judged (default: ${DEFAULT-VALUE}).")
  private String images = Topics.DEFAULT.images();

  /**
   * Reads what was decided so far; close it.
   *
   * @throws dev.surprisal.BadInputException if the topic cannot be read
   */
  Deciding open() {
    return new Deciding(topic.connection(), topic.topic(), images);
  }
}
