package dev.surprisal.stream.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What a record on a topic of verdicts or of alerts says. */
sealed interface OutputMessage permits AlertMessage, VerdictMessage {
  /** Far more than a verdict or an alert has: of megabytes of brackets, objects would be many. */
  long MOST_TOKENS = 10_000;

  /** Whatever is not ASCII is escaped, so that nothing invisible reaches a terminal. */
  JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
                  .build())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  /** Parses a record's value; empty if it is none of ours. */
  static Optional<OutputMessage> parse(byte[] value) {
    return tree(value)
        .flatMap(
            root ->
                AlertMessage.of(root)
                    .<OutputMessage>map(alert -> alert)
                    .or(() -> VerdictMessage.of(root)));
  }

  /** A value as JSON; empty if it is none. */
  static Optional<JsonNode> tree(byte[] value) {
    try {
      return value == null ? Optional.empty() : Optional.of(JSON.readTree(value));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** JSON on one line, all of it printable. */
  static String oneLine(JsonNode root) {
    try {
      // The one control character that is ASCII and that JSON needs not escape.
      return JSON.writeValueAsString(root).replace("\u007f", "\\u007f");
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** One line for a person; safe for a terminal. */
  String line();

  /** The message as one line of JSON; safe for a terminal. */
  String json();

  /** The name of the source that it is about, if it has one. */
  Optional<String> source();

  /** The verdict that it is or shows, if it does. */
  Optional<VerdictMessage> verdict();
}
