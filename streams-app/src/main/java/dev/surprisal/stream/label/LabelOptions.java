package dev.surprisal.stream.label;

import dev.surprisal.cli.Problems;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.LabelsTopic;
import picocli.CommandLine.Option;

/** The options of every command that writes labels. */
public final class LabelOptions {
  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description = "Where labels are (default: ${DEFAULT-VALUE}).")
  private String topic = LabelsTopic.DEFAULT;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who labels (default: the user's name, ${DEFAULT-VALUE}).")
  private String by = System.getProperty("user.name");

  /** Notes what cannot be used. */
  public void check(Problems problems) {
    problems.expect(Label.isName(by), "--by", "1 to 100 characters", by);
  }

  public String by() {
    return by;
  }

  /**
   * Creates the topic if it is missing, and opens it.
   *
   * @throws dev.surprisal.BadInputException if it cannot be had
   */
  public LabelWriter writer(KafkaConnection connection) {
    LabelsTopic.ensure(connection, topic, true);
    return new LabelWriter(connection, topic);
  }
}
