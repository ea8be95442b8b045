package dev.surprisal.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.PlainText;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The value of a record on the topic of the alerts. */
final class AlertMessage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> STATES = Set.of("opened", "closed");

  private final JsonNode root;

  private AlertMessage(JsonNode root) {
    this.root = root;
  }

  /** Parses an alert; empty if the value is none. */
  static Optional<AlertMessage> parse(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(value);
      boolean good = root.hasNonNull("kind") && STATES.contains(root.path("state").asText());
      return good ? Optional.of(new AlertMessage(root)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The anomaly that it shows, if it shows one. */
  Optional<VerdictMessage> example() {
    return VerdictMessage.of(root.path("example"));
  }

  /** One line for a person; safe for a terminal. */
  String line() {
    return "%s  %s  %s: %s  last %s"
        .formatted(text("state"), text("kind"), text("source"), text("message"), text("lastId"));
  }

  private String text(String field) {
    return PlainText.printable(root.path(field).asText());
  }
}
