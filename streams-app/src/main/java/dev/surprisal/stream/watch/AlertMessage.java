package dev.surprisal.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.PlainText;
import java.util.Optional;
import java.util.Set;

/** The value of a record on the topic of the alerts. */
public final class AlertMessage implements OutputMessage {
  private static final Set<String> STATES = Set.of("opened", "closed");

  private final JsonNode root;

  private AlertMessage(JsonNode root) {
    this.root = root;
  }

  /** Parses an alert; empty if the value is none. */
  public static Optional<AlertMessage> parse(byte[] value) {
    return OutputMessage.tree(value).flatMap(AlertMessage::of);
  }

  /** Of JSON that was parsed; empty if it is no alert. */
  static Optional<AlertMessage> of(JsonNode root) {
    boolean good = root.hasNonNull("kind") && STATES.contains(root.path("state").asText());
    return good ? Optional.of(new AlertMessage(root)) : Optional.empty();
  }

  /** What is wrong, by its name in records. */
  public String kind() {
    return root.path("kind").asText();
  }

  /** Whether the trouble began; else it ended. */
  public boolean opened() {
    return root.path("state").asText().equals("opened");
  }

  /** Kafka's id of the images' topic, if the alert has one. */
  public Optional<String> topicId() {
    return Optional.ofNullable(root.path("topicId").textValue());
  }

  /** {@code topic-partition-offset} of the record with which the trouble began. */
  public String firstId() {
    return root.path("firstId").asText();
  }

  /** {@code topic-partition-offset} of the last record that belongs to the trouble so far. */
  public String lastId() {
    return root.path("lastId").asText();
  }

  /** The anomaly that it shows, if it shows one. */
  @Override
  public Optional<VerdictMessage> verdict() {
    return VerdictMessage.of(root.path("example"));
  }

  @Override
  public Optional<String> source() {
    return Optional.ofNullable(root.path("source").textValue());
  }

  @Override
  public String json() {
    return OutputMessage.oneLine(root);
  }

  @Override
  public String line() {
    return "%s  %s  %s: %s  last %s"
        .formatted(text("state"), text("kind"), text("source"), text("message"), text("lastId"));
  }

  private String text(String field) {
    return PlainText.printable(root.path(field).asText());
  }
}
