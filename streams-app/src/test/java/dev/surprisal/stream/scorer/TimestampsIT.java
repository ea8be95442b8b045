package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of every age keep their verdicts, on topics that we create and on topics that we find. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TimestampsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The epoch; seconds taken for milliseconds; October 2025; the year 2100; the year 5138. */
  private static final List<Long> TIMESTAMPS =
      List.of(0L, 1_760_000_000L, 1_760_000_000_000L, 4_102_444_800_000L, 99_999_999_999_999L);

  /** What retention deletes goes within a second, not within five minutes. */
  private static final Map<String, String> HASTY =
      Map.of("log.initial.task.delay.ms", "500", "log.retention.check.interval.ms", "500");

  private static TestBroker.Own broker;
  private static KafkaConnection connection;

  private final Topics topics = TestBroker.topics();
  @TempDir Path folder;

  @BeforeAll
  static void start() {
    broker = TestBroker.own(HASTY);
    connection = broker.connection();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void retentionDoesNotDeleteTheVerdictOnAnImageOfAnyAge(boolean outputsFound) throws Exception {
    Path model = folder.resolve("model");
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), model);
    try (Admin admin = Admin.create(connection.forAdmin())) {
      // The images wait for the scorer, whatever their age.
      admin
          .createTopics(
              List.of(takingEveryTimestamp(topics.images(), Map.of("retention.ms", "-1"))))
          .all()
          .get();
      if (outputsFound) {
        List<NewTopic> outputs =
            topics.outputs().stream()
                .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                .toList();
        admin.createTopics(outputs).all().get();
      }
    }
    // With its state in a changelog topic, which is an output too.
    StreamSettings settings =
        TestSettings.options(connection, topics, model)
            .control(new AlarmControl(AlarmControl.Kind.FDR, 0.05))
            .settings();

    try (StreamScorer scorer = StreamScorer.open(settings)) {
      scorer.start();
      send(topics.images(), InkModel.ink(700), TIMESTAMPS);
      send(topics.images(), new byte[] {1}, TIMESTAMPS);
      await().atMost(PATIENCE).until(() -> size(topics.rejected()) == TIMESTAMPS.size());
      awaitRetention();

      scorer.expectNoFailure();
      assertThat(verdictTimestamps(topics.scores())).containsExactlyElementsOf(TIMESTAMPS);
      assertThat(verdictTimestamps(topics.anomalies())).containsExactlyElementsOf(TIMESTAMPS);
      assertThat(WholeTopic.of(connection, topics.rejected()))
          .extracting(
              record ->
                  new String(record.headers().lastHeader("surprisal.timestamp").value(), UTF_8))
          .containsExactlyElementsOf(TIMESTAMPS.stream().map(String::valueOf).toList());
      assertThat(sum(scorer, "surprisal_end_to_end_seconds_sum")).isPositive().isFinite();
    }
  }

  /** A topic of another test's kind whose only record is old, until it has been deleted. */
  private void awaitRetention() throws Exception {
    String aged = topics.images() + "-aged";
    TopicPartition partition = new TopicPartition(aged, 0);
    try (Admin admin = Admin.create(connection.forAdmin())) {
      admin.createTopics(List.of(takingEveryTimestamp(aged, Map.of()))).all().get();
      send(aged, new byte[] {1}, List.of(1_760_000_000_000L));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  admin
                          .listOffsets(Map.of(partition, OffsetSpec.earliest()))
                          .partitionResult(partition)
                          .get()
                          .offset()
                      == 1);
    }
  }

  private static NewTopic takingEveryTimestamp(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
    return new NewTopic(name, Optional.of(1), Optional.empty()).configs(settings);
  }

  private static void send(String topic, byte[] value, List<Long> timestamps) throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(connection.forProducer(), bytes, bytes)) {
      for (long timestamp : timestamps) {
        producer.send(new ProducerRecord<>(topic, 0, timestamp, null, value)).get();
      }
    }
  }

  private int size(String topic) throws InterruptedException {
    return WholeTopic.of(connection, topic).size();
  }

  private List<Long> verdictTimestamps(String topic) throws InterruptedException, IOException {
    List<Long> timestamps = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : WholeTopic.of(connection, topic)) {
      timestamps.add(JSON.readTree(record.value()).get("timestamp").asLong());
    }
    return timestamps;
  }

  private static double sum(StreamScorer scorer, String series) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(scorer.address() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
