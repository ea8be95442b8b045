package dev.surprisal.stream.kafka;

import picocli.CommandLine.Option;

/** The options that name and create the topics. */
public final class TopicOptions {
  @Option(
      names = "--images-topic",
      paramLabel = "TOPIC",
      description = "Where images come from (default: ${DEFAULT-VALUE}).")
  private String images = Topics.DEFAULT.images();

  @Option(
      names = "--scores-topic",
      paramLabel = "TOPIC",
      description = "Where every verdict goes (default: ${DEFAULT-VALUE}).")
  private String scores = Topics.DEFAULT.scores();

  @Option(
      names = "--anomalies-topic",
      paramLabel = "TOPIC",
      description = "Where anomalous images go (default: ${DEFAULT-VALUE}).")
  private String anomalies = Topics.DEFAULT.anomalies();

  @Option(
      names = "--rejected-topic",
      paramLabel = "TOPIC",
      description = "Where records go that cannot be scored (default: ${DEFAULT-VALUE}).")
  private String rejected = Topics.DEFAULT.rejected();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of a topic that has to be created (default: ${DEFAULT-VALUE}).")
  private int partitions = 4;

  /** With these names. */
  public static TopicOptions of(Topics topics) {
    TopicOptions options = new TopicOptions();
    options.images = topics.images();
    options.scores = topics.scores();
    options.anomalies = topics.anomalies();
    options.rejected = topics.rejected();
    return options;
  }

  /** The names; checks them. */
  public Topics topics() {
    return new Topics(images, scores, anomalies, rejected);
  }

  public int partitions() {
    return partitions;
  }

  public void partitions(int number) {
    partitions = number;
  }
}
