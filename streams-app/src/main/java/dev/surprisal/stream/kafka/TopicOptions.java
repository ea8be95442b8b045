package dev.surprisal.stream.kafka;

import picocli.CommandLine.Option;

/** The options that name and create the topics. */
public final class TopicOptions {
  @Option(
      names = "--images-topic",
      paramLabel = "TOPIC",
      defaultValue = "images",
      description = "Where images come from (default: ${DEFAULT-VALUE}).")
  private String images;

  @Option(
      names = "--scores-topic",
      paramLabel = "TOPIC",
      defaultValue = "scores",
      description = "Where every verdict goes (default: ${DEFAULT-VALUE}).")
  private String scores;

  @Option(
      names = "--anomalies-topic",
      paramLabel = "TOPIC",
      defaultValue = "anomalies",
      description = "Where anomalous images go (default: ${DEFAULT-VALUE}).")
  private String anomalies;

  @Option(
      names = "--rejected-topic",
      paramLabel = "TOPIC",
      defaultValue = "rejected",
      description = "Where goes what is no image (default: ${DEFAULT-VALUE}).")
  private String rejected;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of a topic that has to be created (default: ${DEFAULT-VALUE}).")
  private int partitions;

  /** The names; checks them. */
  public Topics topics() {
    return new Topics(images, scores, anomalies, rejected);
  }

  public int partitions() {
    return partitions;
  }
}
