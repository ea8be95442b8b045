package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.Surprisal;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.Verdicts;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/limits.md} says of outputs that are too large and of a full buffer. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LimitsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Less than the time after which a lost broker shows. */
  private static final Duration SILENT_AFTER = Duration.ofSeconds(16);

  private final Topics topics = TestBroker.topics();
  @TempDir Path model;

  @ParameterizedTest
  @CsvSource({
    "max.request.size, 10000, rejected, max.message.bytes, 1048588",
    "linger.ms, 5, rejected, max.message.bytes, 20000",
    "linger.ms, 5, anomalies, max.message.bytes, 5000"
  })
  void noRecordEndsTheScorerWhateverTheProducerAndTheTopicsPermit(
      String producerKey, String value, String output, String topicKey, String permitted)
      throws Exception {
    KafkaConnection connection = TestBroker.connection(Map.of("producer." + producerKey, value));
    InkModel.write(model);
    String limited = output.equals("rejected") ? topics.rejected() : topics.anomalies();
    try (Admin admin = Admin.create(connection.forAdmin())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(limited, Optional.of(1), Optional.empty())
                      .configs(Map.of(topicKey, permitted, "compression.type", "producer"))))
          .all()
          .get();
    }
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
        Verdicts verdicts = new Verdicts(TestBroker.connection(), waitFor(scorer))) {
      sendCompressed(new byte[20 << 20], new byte[0]);
      sendCompressed(new byte[100], new byte[20 << 20]);
      send(1, 700);

      await().atMost(PATIENCE).until(() -> verdicts.read() == 3);
      scorer.expectNoFailure();
      assertThat(WholeTopic.of(TestBroker.connection(), topics.rejected())).hasSize(2);
    }
  }

  @Test
  void limitThatCannotBeReadIsLearntFromTheRefusal() throws Exception {
    // As a user who may not read the topics' settings, so that nothing says that 20,000 is too
    // much.
    KafkaConnection connection = TestBroker.connection();
    InkModel.write(model);
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
        Verdicts verdicts = new Verdicts(connection, waitFor(scorer));
        Admin admin = Admin.create(connection.forAdmin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topics.rejected()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "20000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      byte[] noise = new byte[900_000];
      new Random(1).nextBytes(noise);
      sendCompressed(noise, new byte[0]);
      send(1, 0);

      // A stream thread dies of it, and is replaced.
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> verdicts.read() == 2);
      scorer.expectNoFailure();
      assertThat(verdicts.rejectedIds()).hasSize(1);
    }
  }

  private Topics waitFor(StreamScorer scorer) throws InterruptedException {
    scorer.start();
    return topics;
  }

  @Test
  void floodOfRecordsOfOneByteGrowsTheRejectedTopicByFewBytesEach() throws Exception {
    int records = 20_000;
    KafkaConnection connection = TestBroker.connection();
    InkModel.write(model);
    new TopicSetup(connection, topics, 1, true).await(PATIENCE, reason -> {});
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
        Verdicts verdicts = new Verdicts(connection, waitFor(scorer));
        ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      for (int i = 0; i < records; i++) {
        sender.send(new byte[1], "application/octet-stream", landed -> {});
      }
      sender.flush();
      await().atMost(PATIENCE).until(() -> verdicts.read() == records);

      assertThat(verdicts.rejectedIds()).doesNotHaveDuplicates();
    }
    assertThat(bytesOnTheBroker(connection, topics.rejected()) / records).isBetween(5L, 60L);
  }

  private static long bytesOnTheBroker(KafkaConnection connection, String topic) throws Exception {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      return admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0).values().stream()
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(topic))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    }
  }

  /** Many megabytes to the scorer, few bytes to the broker. */
  private void sendCompressed(byte[] value, byte[] header) throws Exception {
    KafkaConnection zip =
        TestBroker.connection(
            Map.of(
                "compression.type", "zstd",
                "max.request.size", "100000000",
                "buffer.memory", "100000000"));
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(zip.forProducer(), bytes, bytes)) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.images(), 0, null, value);
      record.headers().add("padding", header);
      producer.send(record).get();
    }
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
  void brokerThatIsSilentForLongerThanEveryTimeoutIsWaitedForAndSilencesNoSource()
      throws Exception {
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
    AlertSettings alerts =
        new AlertSettings(topics.images() + "-alerts", 0.01, 1, SILENT_AFTER, 10, 500);
    try (Child broker = broker(port);
        StreamScorer scorer =
            StreamScorer.open(
                TestSettings.options(hasty, topics, model.resolve("ink"))
                    .alerts(alerts)
                    .settings())) {
      scorer.start();
      try (Verdicts verdicts = new Verdicts(patient, topics)) {
        send(patient, Optional.of("camera"), 1_000, 0);
        await().atMost(PATIENCE).until(() -> verdicts.read() == 1_000);

        send(patient, Optional.empty(), 20_000, 0);
        broker.stop();
        await().atMost(PATIENCE).until(() -> answer(scorer, "/health/ready").statusCode() == 503);
        scorer.expectNoFailure();
        assertThat(
                new Samples(answer(scorer, "/metrics").body()).by("surprisal_alerts_open", "kind"))
            .containsEntry("silent", 0.0);
        broker.resume();

        await().atMost(PATIENCE).until(() -> verdicts.read() == 21_000);
        assertThat(verdicts.scoredIds()).doesNotHaveDuplicates();
      }
    }
  }

  private static HttpResponse<String> answer(StreamScorer scorer, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(scorer.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
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
    send(TestBroker.connection(), Optional.empty(), images, ink);
  }

  private void send(KafkaConnection connection, Optional<String> source, int images, int ink) {
    try (ImageSender sender = new ImageSender(connection, topics.images(), source)) {
      for (int i = 0; i < images; i++) {
        sender.send(InkModel.ink(ink), "application/octet-stream", landed -> {});
      }
      sender.flush();
    }
  }
}
