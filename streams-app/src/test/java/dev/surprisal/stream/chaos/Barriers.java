package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which model judges which image: read from the control records on the models' topic as
 * docs/models.md describes them, without the scorer's own code.
 */
final class Barriers {
  private static final String CONTROL = "control/";
  private static final Set<String> JUDGING = Set.of("activate", "rollback");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Decision> decisions;

  /**
   * A control record that says which model judges.
   *
   * @param from the first offset by partition; 0 where a partition is not named
   */
  record Decision(String kind, Instant at, String digest, Map<Integer, Long> from) {
    long from(int partition) {
      return from.getOrDefault(partition, 0L);
    }
  }

  /**
   * @param decisions in the order of their numbers
   */
  private Barriers(Collection<Decision> decisions) {
    this.decisions = List.copyOf(decisions);
  }

  /** Those of some decisions, in their order. */
  static Barriers of(List<Decision> decisions) {
    return new Barriers(decisions);
  }

  /** One model judges all images. */
  static Barriers none(String digest) {
    return of(List.of(new Decision("activate", Instant.EPOCH, digest, Map.of())));
  }

  /** Reads what was decided about the images of a topic. */
  static Barriers of(KafkaConnection connection, String models, String images)
      throws InterruptedException {
    Map<String, Decision> byKey = new TreeMap<>();
    WholeTopic.forEach(
        connection,
        models,
        record -> {
          String key = new String(record.key(), UTF_8);
          if (key.startsWith(CONTROL)) {
            JsonNode control = json(record);
            if (JUDGING.contains(control.path("kind").asText())
                && control.path("images").asText().equals(images)) {
              // Numbers are padded, so that the order of the keys is theirs.
              byKey.put(key, decision(control));
            }
          }
        });
    return new Barriers(byKey.values());
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Decision decision(JsonNode control) {
    Map<Integer, Long> from = new HashMap<>();
    control
        .path("barriers")
        .properties()
        .forEach(one -> from.put(Integer.parseInt(one.getKey()), one.getValue().asLong()));
    return new Decision(
        control.path("kind").asText(),
        Instant.parse(control.path("at").asText()),
        control.path("digest").asText(),
        from);
  }

  /** In the order of their numbers. */
  List<Decision> decisions() {
    return decisions;
  }

  /** The digest of the model that judges an image: of the last whose barrier is not behind it. */
  String digest(int partition, long offset) {
    String digest = "";
    for (Decision decision : decisions) {
      if (decision.from(partition) <= offset) {
        digest = decision.digest();
      }
    }
    return digest;
  }
}
