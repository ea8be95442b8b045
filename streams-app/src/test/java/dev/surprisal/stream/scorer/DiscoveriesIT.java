package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.score.OnlineFdr;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** False-discovery control, its state and its meters, with a real broker. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DiscoveriesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double RATE = 0.05;
  private static final Pattern SAMPLE =
      Pattern.compile("[a-z_:][a-z0-9_:]*(\\{[^}]*})? ([-+.0-9E]+|NaN|[-+]Inf)");

  private final Topics topics = TestBroker.topics();
  @TempDir Path folder;

  @BeforeEach
  void writeModel() {
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), folder.resolve("model"));
  }

  @Test
  void restartWithoutLocalStateGoesOnAsIfThereHadBeenNone() throws Exception {
    KafkaConnection connection = TestBroker.connection();
    new TopicSetup(connection, topics, 1, true).await(PATIENCE, reason -> {});
    List<JsonNode> verdicts = new ArrayList<>();
    try (TopicReader reader = new TopicReader(connection, List.of(topics.scores()), true)) {
      // The first half ends with an anomaly, so that a state that was lost would show.
      score(connection, "first", 300, reader, verdicts);
      score(connection, "second", 300, reader, verdicts);
    }

    OnlineFdr control = new OnlineFdr(RATE);
    OnlineFdr.State state = OnlineFdr.State.NONE;
    int discoveries = 0;
    for (int t = 0; t < verdicts.size(); t++) {
      JsonNode verdict = verdicts.get(t);
      assertThat(verdict.path("id").asText()).isEqualTo(topics.images() + "-0-" + t);
      double level = control.level(state, t);
      boolean discovery = verdict.path("pValue").asDouble() <= level;
      assertThat(verdict.path("falseAlarmRate").asDouble()).isEqualTo(level, within(1e-12));
      assertThat(verdict.path("anomalous").asBoolean()).isEqualTo(discovery);
      if (discovery) {
        state = control.discovered(state, t);
        discoveries++;
      }
    }
    assertThat(discoveries).isBetween(30, 300);
    assertThat(verdicts.get(299).path("anomalous").asBoolean()).isTrue();
  }

  @Test
  void metersOfEveryDetailAreScrapedBesideTheStore() throws Exception {
    KafkaConnection connection = TestBroker.connection(Map.of("metrics.recording.level", "DEBUG"));
    try (StreamScorer scorer = open(connection, "debug")) {
      scorer.start();
      assertThat(scorer.awaitRunning(PATIENCE)).isTrue();

      HttpResponse<String> scrape =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(scorer.address() + "/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(scrape.statusCode()).isEqualTo(200);
      assertThat(scrape.body().lines().filter(line -> !line.startsWith("#")))
          .hasSizeGreaterThan(100)
          .allMatch(line -> SAMPLE.matcher(line).matches())
          // Of Kafka's the filter lets through what is named; the one that ends a scrape is not.
          .noneMatch(line -> line.startsWith("kafka_admin_client"))
          // The rate that was set is one of false discoveries.
          .noneMatch(line -> line.startsWith("surprisal_false_alarm_rate_target"));
    }
  }

  /** Sends so many images, the last of them an anomaly, and scores them by a scorer of its own. */
  private void score(
      KafkaConnection connection,
      String name,
      int images,
      TopicReader reader,
      List<JsonNode> verdicts)
      throws InterruptedException {
    Random random = new Random(name.hashCode());
    int wanted = verdicts.size() + images;
    try (StreamScorer scorer = open(connection, name);
        ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      scorer.start();
      for (int i = 1; i <= images; i++) {
        boolean strange = i == images || random.nextInt(8) == 0;
        int ink = strange ? 700 : random.nextInt(50);
        sender.send(InkModel.ink(ink), "application/octet-stream", landed -> {});
      }
      sender.flush();
      await().atMost(PATIENCE).until(() -> read(reader, verdicts) == wanted);
    }
  }

  private StreamScorer open(KafkaConnection connection, String name) {
    return StreamScorer.open(
        TestSettings.options(connection, topics, folder.resolve("model"))
            .control(new AlarmControl(AlarmControl.Kind.FDR, RATE))
            .partitions(1)
            .stateDir(folder.resolve("state-" + name))
            .settings());
  }

  private static int read(TopicReader reader, List<JsonNode> verdicts) {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
      try {
        verdicts.add(new ObjectMapper().readTree(record.value()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return verdicts.size();
  }
}
