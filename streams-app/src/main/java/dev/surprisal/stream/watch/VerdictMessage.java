package dev.surprisal.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.PlainText;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The value of a record on the scores or the anomalies topic. */
public final class VerdictMessage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9._-]+-\\d+-\\d+");

  private final JsonNode root;

  private VerdictMessage(JsonNode root) {
    this.root = root;
  }

  /** Parses a verdict; empty if the value is none. */
  public static Optional<VerdictMessage> parse(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return of(JSON.readTree(value));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of JSON that was parsed; empty if it is no verdict. */
  static Optional<VerdictMessage> of(JsonNode root) {
    boolean good = ID.matcher(root.path("id").asText()).matches() && root.has("anomalous");
    return good ? Optional.of(new VerdictMessage(root)) : Optional.empty();
  }

  /** {@code topic-partition-offset} of the image. */
  public String id() {
    return root.path("id").asText();
  }

  /** Kafka's id of the image's topic; with {@link #id}, unique for good. */
  public Optional<String> topicId() {
    return Optional.ofNullable(root.path("topicId").textValue());
  }

  public boolean anomalous() {
    return root.path("anomalous").asBoolean();
  }

  /** Timestamp of the image's record, in milliseconds since 1970. */
  public long timestamp() {
    return root.path("timestamp").asLong();
  }

  /** Share of clean images at least as strange. */
  public double pValue() {
    return root.path("pValue").asDouble();
  }

  /** The target in force: at most this share of clean images may be called anomalous. */
  public double falseAlarmRate() {
    return root.path("falseAlarmRate").asDouble();
  }

  /** The message as one line of JSON. */
  public String json() {
    return root.toString();
  }

  /** The message as one line of JSON with a field added. */
  public String jsonWith(String field, String value) {
    ObjectNode copy = root.deepCopy();
    return copy.put(field, value).toString();
  }

  /** The bytes of the PNG in a field, if the message has it. */
  Optional<byte[]> picture(String field) {
    try {
      return Optional.ofNullable(root.path(field).binaryValue());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The figures as one line for a person; safe for a terminal. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s  p = %.4f  score %.2f  ELBO %.1f nats = reconstruction %.1f + KL %.1f%s",
        id(),
        pValue(),
        root.path("score").asDouble(),
        root.path("elboNats").asDouble(),
        root.path("reconstructionNats").asDouble(),
        root.path("klNats").asDouble(),
        root.hasNonNull("source")
            ? "  from " + PlainText.printable(root.path("source").asText())
            : "");
  }
}
