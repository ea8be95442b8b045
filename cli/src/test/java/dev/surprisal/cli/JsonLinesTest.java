package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
  private final LoggingEvent event =
      new LoggingEvent(
          "caller",
          new LoggerContext().getLogger("dev.surprisal.stream.Scorer"),
          Level.WARN,
          "a\u001b[2Jb\u202ec\n\"d\" {}",
          new IllegalStateException("broken\nin two lines"),
          new Object[] {"Süd"});

  @Test
  void eventIsOneLineWithAllItsFields() throws IOException {
    event.setThreadName("scorer-1");
    event.setInstant(Instant.parse("2026-11-26T22:30:00.123Z"));
    event.addKeyValuePair(new KeyValuePair("model", "m\u009bn"));
    event.addKeyValuePair(new KeyValuePair("partitions", 4));

    String line = new String(new JsonLines().encode(event), UTF_8);

    assertThat(line).matches("\\{[ -~]*}\n");
    Map<String, String> fields = fields(line);
    String exception = fields.remove("exception");
    assertThat(fields)
        .containsExactly(
            Map.entry("time", "2026-11-26T22:30:00.123Z"),
            Map.entry("level", "WARN"),
            Map.entry("logger", "dev.surprisal.stream.Scorer"),
            Map.entry("thread", "scorer-1"),
            Map.entry("message", "a\u001b[2Jb\u202ec\n\"d\" Süd"),
            Map.entry("data.model", "m\u009bn"),
            Map.entry("data.partitions", "4"));
    assertThat(exception)
        .startsWith("java.lang.IllegalStateException: broken\nin two lines\n")
        .contains("at " + JsonLinesTest.class.getName());
  }

  @Test
  void eventWithoutDataAndExceptionHasNoFieldsForThem() throws IOException {
    LoggingEvent plain = new LoggingEvent();
    plain.setLevel(Level.INFO);
    plain.setMessage("scoring");
    plain.setLoggerName("l");
    plain.setThreadName("t");
    plain.setInstant(Instant.EPOCH);

    assertThat(fields(new String(new JsonLines().encode(plain), UTF_8)))
        .containsOnlyKeys("time", "level", "logger", "thread", "message");
  }

  /** Objects within as {@code name.key}. */
  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      String object = "";
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT && parser.currentName() != null) {
          object = parser.currentName() + ".";
        } else if (token == JsonToken.END_OBJECT) {
          object = "";
        } else if (token == JsonToken.VALUE_STRING) {
          fields.put(object + parser.currentName(), parser.getText());
        }
      }
    }
    return fields;
  }
}
