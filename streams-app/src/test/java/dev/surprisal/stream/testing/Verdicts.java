package dev.surprisal.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Reads the outputs' committed records, as any reader would. */
public final class Verdicts implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TopicReader reader;
  private final Topics topics;
  private final List<ConsumerRecord<byte[], byte[]>> scores = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> rejected = new ArrayList<>();

  public Verdicts(KafkaConnection connection, Topics topics) {
    this.topics = topics;
    this.reader = new TopicReader(connection, List.of(topics.scores(), topics.rejected()), true);
  }

  /** Reads what there is; returns how many have come in all. */
  public int read() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
      (record.topic().equals(topics.scores()) ? scores : rejected).add(record);
    }
    return scores.size() + rejected.size();
  }

  /** The ids on scores, as they came. */
  public List<String> scoredIds() {
    return scores.stream()
        .map(record -> VerdictMessage.parse(record.value()).orElseThrow().id())
        .toList();
  }

  /** The digest of the model that judged, by the id of each scored image; each comes once. */
  public Map<String, String> digests() {
    return scores.stream()
        .map(record -> tree(record.value()))
        .collect(
            Collectors.toMap(
                verdict -> verdict.path("id").asText(),
                verdict -> verdict.path("model").path("digest").asText()));
  }

  /** The ids of the topics that the scored images were on. */
  public Set<String> topicIds() {
    return scores.stream()
        .map(record -> VerdictMessage.parse(record.value()).orElseThrow().topicId())
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /** The ids on rejected, as they came. */
  public List<String> rejectedIds() {
    return rejected.stream()
        .map(
            record ->
                Stream.of("topic", "partition", "offset")
                    .map(part -> text(record.headers(), "surprisal." + part))
                    .reduce((a, b) -> a + "-" + b)
                    .orElseThrow())
        .toList();
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Headers headers, String key) {
    return new String(headers.lastHeader(key).value(), UTF_8);
  }

  @Override
  public void close() {
    reader.close();
  }
}
