package dev.surprisal.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.PlainText;
import java.util.Optional;
import java.util.Set;

/** The value of a record on the topic of the alerts. */
final class AlertMessage implements OutputMessage {
  private static final Set<String> STATES = Set.of("opened", "closed");

  private final JsonNode root;

  private AlertMessage(JsonNode root) {
    this.root = root;
  }

  /** Of JSON that was parsed; empty if it is no alert. */
  static Optional<AlertMessage> of(JsonNode root) {
    boolean good = root.hasNonNull("kind") && STATES.contains(root.path("state").asText());
    return good ? Optional.of(new AlertMessage(root)) : Optional.empty();
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
