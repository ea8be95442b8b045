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

  ModelTopicOptions topic() {
    return topic;
  }

  String images() {
    return images;
  }
}
