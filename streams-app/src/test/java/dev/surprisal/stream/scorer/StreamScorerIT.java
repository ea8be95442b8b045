package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.Verdicts;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StreamScorerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path model;

  @ParameterizedTest
  @CsvSource({"EXACTLY_ONCE, CLASSIC", "AT_LEAST_ONCE, CLASSIC", "EXACTLY_ONCE, STREAMS"})
  void everyRecordHasItsOutcomeOnceUnderEverySetting(Guarantee guarantee, GroupProtocol protocol)
      throws InterruptedException {
    Topics topics = TestBroker.topics();
    KafkaConnection connection = TestBroker.connection();
    InkModel.write(model);

    List<String> good;
    List<String> bad;
    try (StreamScorer scorer =
        StreamScorer.open(
            TestSettings.options(connection, topics, model)
                .guarantee(guarantee)
                .groupProtocol(protocol)
                .settings())) {
      scorer.start();
      Sent sent = send(connection, topics, 2_000);
      good = sent.good;
      bad = sent.bad;
      try (Verdicts verdicts = new Verdicts(connection, topics)) {
        await().atMost(PATIENCE).until(() -> verdicts.read() >= 2_000);
        assertThat(verdicts.scoredIds()).containsExactlyInAnyOrderElementsOf(good);
        assertThat(verdicts.rejectedIds()).containsExactlyInAnyOrderElementsOf(bad);
      }
    }
  }

  @Test
  void aPollIsScoredAsOneBatch() throws Exception {
    Topics topics = TestBroker.topics();
    KafkaConnection connection = TestBroker.connection();
    InkModel.write(model);

    new TopicSetup(connection, topics, 4, true).await(PATIENCE, reason -> {});
    send(connection, topics, 5_000);
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model))) {
      scorer.start();
      await()
          .atMost(PATIENCE)
          .until(() -> metric(scorer, "surprisal_images_total{outcome=\"rejected\"}") == 50);

      Samples scraped = new Samples(get(scorer, "/metrics").body());
      assertThat(scraped.series()).isLessThan(270);
      assertThat(scraped.value("surprisal_partitions_assigned")).isEqualTo(4);
      assertThat(scraped.value("surprisal_kafka_silence_seconds")).isBetween(0.0, 20.0);
      double images = metric(scorer, "surprisal_batch_images_sum");
      double batches = metric(scorer, "surprisal_batch_images_count");
      assertThat(images / batches).isGreaterThan(50);
    }
  }

  @Test
  void modelThatFailsEndsTheScorerWithTheReasonAndLosesNothing() throws InterruptedException {
    Topics topics = TestBroker.topics();
    KafkaConnection connection =
        TestBroker.connection(
            Map.of(
                "main.consumer.session.timeout.ms", "1500",
                "main.consumer.heartbeat.interval.ms", "300"));
    BundleFolder.write(InkModel.brokenForSome().bundle(), model);

    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model))) {
      scorer.start();
      byte[] trigger = InkModel.ink(0);
      trigger[0] = 1;
      try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
        sender.send(InkModel.ink(3), "application/octet-stream", landed -> {});
        sender.send(trigger, "application/octet-stream", landed -> {});
        sender.flush();
      }

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(StreamFailedException.class)
          .hasMessageContaining("died 4 times")
          .hasMessageContaining("the model cannot score an image");

      assertThat(get(scorer, "/health/live").statusCode()).isEqualTo(503);
      assertThat(WholeTopic.of(connection, topics.rejected())).isEmpty();
    }
  }

  @Test
  void secondInstanceTakesItsShareAndGivesItBackWithoutATimeout() throws InterruptedException {
    Topics topics = TestBroker.topics();
    // Longer than the test: whoever waits for it fails.
    KafkaConnection connection =
        TestBroker.connection(Map.of("main.consumer.session.timeout.ms", "120000"));
    InkModel.write(model);

    try (StreamScorer first = StreamScorer.open(TestSettings.of(connection, topics, model))) {
      first.start();
      await().atMost(PATIENCE).until(() -> first.partitions() == 4);
      try (StreamScorer second = StreamScorer.open(TestSettings.of(connection, topics, model))) {
        second.start();
        await().atMost(PATIENCE).until(() -> first.partitions() == 2 && second.partitions() == 2);
      }
      await().atMost(PATIENCE).until(() -> first.partitions() == 4);
    }
  }

  @Test
  void readinessSaysWhyNot() throws Exception {
    InkModel.write(model);
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    KafkaConnection nobody = new KafkaConnection("127.0.0.1:" + closed, Map.of());

    try (StreamScorer scorer =
        StreamScorer.open(
            TestSettings.options(nobody, TestBroker.topics(), model)
                .startupTimeout(Duration.ofSeconds(5))
                .settings())) {
      assertThatThrownBy(scorer::start)
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith("--bootstrap-servers: 127.0.0.1:" + closed)
          .hasMessageContaining("gave up after 5 s");
      HttpResponse<String> ready = get(scorer, "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).startsWith("127.0.0.1:" + closed);
      assertThat(get(scorer, "/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void missingTopicsAreAnErrorWhereTheyMayNotBeCreated() {
    InkModel.write(model);
    Topics topics = TestBroker.topics();

    try (StreamScorer scorer =
        StreamScorer.open(
            TestSettings.options(TestBroker.connection(), topics, model)
                .createTopics(false)
                .settings())) {
      assertThatThrownBy(scorer::start)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(topics.images())
          .hasMessageContaining("--no-create-topics");
    }
  }

  private record Sent(List<String> good, List<String> bad) {}

  /** One in a hundred is no image. */
  private static Sent send(KafkaConnection connection, Topics topics, int records) {
    Sent sent =
        new Sent(
            Collections.synchronizedList(new ArrayList<>()),
            Collections.synchronizedList(new ArrayList<>()));
    try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      for (int i = 0; i < records; i++) {
        boolean bad = i % 100 == 0;
        sender.send(
            bad ? new byte[] {1} : InkModel.ink(i % 700),
            "application/octet-stream",
            landed ->
                (bad ? sent.bad : sent.good)
                    .add(landed.topic() + "-" + landed.partition() + "-" + landed.offset()));
      }
      sender.flush();
    }
    return sent;
  }

  private static double metric(StreamScorer scorer, String series) throws Exception {
    return get(scorer, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static HttpResponse<String> get(StreamScorer scorer, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(scorer.address() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
