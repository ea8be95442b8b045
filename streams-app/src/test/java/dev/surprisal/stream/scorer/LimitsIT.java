package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.Surprisal;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.Verdicts;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/limits.md} says of outputs that are too large and of a full buffer. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LimitsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(12);
  private static final Map<String, String> SHORT_SESSION =
      Map.of(
          "main.consumer.session.timeout.ms", "1500",
          "main.consumer.heartbeat.interval.ms", "300");

  private final Topics topics = TestBroker.topics();
  @TempDir Path model;

  @Test
  void outputThatIsTooLargeEndsTheScorerWithTheReason() throws InterruptedException {
    Map<String, String> settings = new HashMap<>(SHORT_SESSION);
    // A verdict fits, one with pictures does not.
    settings.put("producer.max.request.size", "700");
    KafkaConnection connection = TestBroker.connection(settings);
    InkModel.write(model);
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model))) {
      scorer.start();
      send(1, 700);

      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(StreamFailedException.class)
          .hasMessageContaining("died 4 times")
          .hasMessageContaining("RecordTooLargeException")
          .hasMessageContaining("max.request.size");
    }
    assertThat(WholeTopic.of(TestBroker.connection(), topics.rejected())).isEmpty();
  }

  @Test
  void bufferThatIsAlwaysFullOnlySlowsTheScorerDown() throws InterruptedException {
    // Room for fewer than a hundred verdicts at a time.
    KafkaConnection connection =
        TestBroker.connection(
            Map.of("producer.buffer.memory", "40000", "producer.batch.size", "8000"));
    InkModel.write(model);
    new TopicSetup(connection, topics, 4, true).await(PATIENCE, reason -> {});
    send(2_000, 0);
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
        Verdicts verdicts = new Verdicts(TestBroker.connection(), topics)) {
      scorer.start();
      await().atMost(PATIENCE).until(() -> verdicts.read() == 2_000);
      assertThat(verdicts.scoredIds()).doesNotHaveDuplicates();
    }
  }

  @Test
  void brokerThatIsSilentForLongerThanEveryTimeoutIsWaitedFor() throws Exception {
    int port = freePort();
    KafkaConnection patient = new KafkaConnection("127.0.0.1:" + port, Map.of());
    KafkaConnection hasty =
        new KafkaConnection(
            patient.bootstrapServers(),
            Map.of(
                "producer.max.block.ms", "1000",
                "producer.request.timeout.ms", "1000",
                "producer.delivery.timeout.ms", "1500",
                "producer.transaction.timeout.ms", "5000",
                "main.consumer.session.timeout.ms", "6000"));
    InkModel.write(model.resolve("ink"));
    try (Child broker = broker(port);
        StreamScorer scorer =
            StreamScorer.open(TestSettings.of(hasty, topics, model.resolve("ink")))) {
      scorer.start();
      try (Verdicts verdicts = new Verdicts(patient, topics)) {
        send(patient, 1_000, 0);
        await().atMost(PATIENCE).until(() -> verdicts.read() == 1_000);

        send(patient, 20_000, 0);
        broker.stop();
        await().during(SILENCE).atMost(PATIENCE).untilAsserted(scorer::expectNoFailure);
        broker.resume();

        await().atMost(PATIENCE).until(() -> verdicts.read() == 21_000);
        assertThat(verdicts.scoredIds()).doesNotHaveDuplicates();
      }
    }
  }

  private Child broker(int port) {
    return Child.start(
        model.resolve("broker.log"),
        Surprisal.class.getName(),
        List.of(
            "broker", "--port", String.valueOf(port), "--data", model.resolve("data").toString()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void send(int images, int ink) {
    send(TestBroker.connection(), images, ink);
  }

  private void send(KafkaConnection connection, int images, int ink) {
    try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      for (int i = 0; i < images; i++) {
        sender.send(InkModel.ink(ink), "application/octet-stream", landed -> {});
      }
      sender.flush();
    }
  }
}
