package dev.surprisal.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.PlainText;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The value of a record on the scores or the anomalies topic. */
public final class VerdictMessage implements OutputMessage {
  private static final List<String> PICTURES = List.of("image", "reconstruction", "residual");

  private final JsonNode root;

  private VerdictMessage(JsonNode root) {
    this.root = root;
  }

  /** Parses a verdict; empty if the value is none. */
  public static Optional<VerdictMessage> parse(byte[] value) {
    return OutputMessage.tree(value).flatMap(VerdictMessage::of);
  }

  /** Of JSON that was parsed; empty if it is no verdict. */
  static Optional<VerdictMessage> of(JsonNode root) {
    boolean good = Label.isId(root.path("id").asText()) && root.has("anomalous");
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

  /** Digest of the model that judged, 64 hexadecimal digits. */
  public String modelDigest() {
    return root.path("model").path("digest").asText();
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

  /** The score that decided; higher = stranger. */
  double score() {
    return root.path("score").asDouble();
  }

  @Override
  public Optional<String> source() {
    return Optional.ofNullable(root.path("source").textValue());
  }

  @Override
  public Optional<VerdictMessage> verdict() {
    return Optional.of(this);
  }

  @Override
  public String json() {
    return OutputMessage.oneLine(root);
  }

  /** What somebody says of it. */
  public Label label(Opinion opinion, String by) {
    return new Label(id(), topicId(), opinion, by, source(), Optional.of(timestamp()));
  }

  /** The figures as JSON, a field on each line. */
  String jsonWithoutPictures() {
    return root.<ObjectNode>deepCopy().without(PICTURES).toPrettyString();
  }

  /**
   * The PNGs that the message has, by their fields: what came, what was expected, how it differs.
   */
  public Map<String, byte[]> pictures() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (String field : PICTURES) {
      picture(field).ifPresent(png -> pictures.put(field, png));
    }
    return pictures;
  }

  private Optional<byte[]> picture(String field) {
    try {
      return Optional.ofNullable(root.path(field).binaryValue());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The figures as one line for a person; safe for a terminal. */
  @Override
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s  p = %.4f  score %.2f  ELBO %.1f nats = reconstruction %.1f + KL %.1f%s",
        id(),
        pValue(),
        score(),
        root.path("elboNats").asDouble(),
        root.path("reconstructionNats").asDouble(),
        root.path("klNats").asDouble(),
        source().map(name -> "  from " + PlainText.printable(name)).orElse(""));
  }
}
