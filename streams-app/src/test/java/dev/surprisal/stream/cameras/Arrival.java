package dev.surprisal.stream.cameras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An alert as it arrived.
 *
 * @param event kind and state, as in {@code silent opened}
 * @param records of the source up to then
 * @param millis when it was noticed, since 1970
 */
record Arrival(String source, String event, long records, long millis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Arrival of(byte[] alert) {
    try {
      JsonNode json = JSON.readTree(alert);
      return new Arrival(
          json.path("source").asText(),
          json.path("kind").asText() + " " + json.path("state").asText(),
          json.path("images").asLong() + json.path("rejected").asLong(),
          json.path("timestamp").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
