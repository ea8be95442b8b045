package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics that somebody changes under a running scorer. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ChangedTopicsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection =
      TestBroker.connection(Map.of("metadata.max.age.ms", "500"));
  @TempDir Path model;

  @BeforeEach
  void writeModel() {
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), model);
  }

  @Test
  void outputTopicThatIsDeletedIsCreatedAgainAndVerdictsGoOn() throws Exception {
    try (StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
        Admin admin = Admin.create(connection.forAdmin())) {
      scorer.start();
      send(0, 3);
      await().atMost(PATIENCE).until(() -> verdicts() == 3);

      admin.deleteTopics(List.of(topics.scores())).all().get();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ready(scorer)
                      .equals(
                          "503 the topics [%s] are gone; they are created again"
                              .formatted(topics.scores())));
      send(0, 2);

      await().atMost(PATIENCE).until(() -> ready(scorer).startsWith("200"));
      await().atMost(PATIENCE).until(() -> verdicts() == 2);
      scorer.expectNoFailure();
    }
  }

  @Test
  void outputTopicThatMayNotBeCreatedIsNamedUntilItIsThere() throws Exception {
    new TopicSetup(connection, topics, 1, true).await(PATIENCE, reason -> {});
    try (StreamScorer scorer =
            StreamScorer.open(
                TestSettings.options(connection, topics, model).createTopics(false).settings());
        Admin admin = Admin.create(connection.forAdmin())) {
      scorer.start();
      await().atMost(PATIENCE).until(() -> ready(scorer).startsWith("200"));

      admin.deleteTopics(List.of(topics.anomalies())).all().get();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ready(scorer)
                      .equals(
                          "503 the topics [%s] are gone; create them again"
                              .formatted(topics.anomalies())));
      admin
          .createTopics(List.of(new NewTopic(topics.anomalies(), Optional.of(1), Optional.empty())))
          .all()
          .get();

      await().atMost(PATIENCE).until(() -> ready(scorer).startsWith("200"));
    }
  }

  @ParameterizedTest
  @EnumSource(GroupProtocol.class)
  void partitionsThatAreAddedAreScoredUnderFalseDiscoveryControl(GroupProtocol protocol)
      throws Exception {
    StreamSettings settings =
        TestSettings.options(connection, topics, model)
            .control(new AlarmControl(AlarmControl.Kind.FDR, 0.05))
            .groupProtocol(protocol)
            .partitions(1)
            .settings();
    try (Admin admin = Admin.create(connection.forAdmin())) {
      try (StreamScorer scorer = StreamScorer.open(settings)) {
        scorer.start();
        send(0, 1);
        await().atMost(PATIENCE).until(() -> verdicts() == 1);

        addPartitions(admin, 2);
        send(1, 1);
        await().atMost(PATIENCE).until(() -> verdicts() == 2);
        // The verdict can be read before Kafka Streams says that it has done rebalancing.
        await().atMost(PATIENCE).until(() -> ready(scorer).startsWith("200"));
      }
      addPartitions(admin, 3);
      try (StreamScorer again = StreamScorer.open(settings)) {
        again.start();
        send(2, 1);
        await().atMost(PATIENCE).until(() -> verdicts() == 3);
      }
      admin.deleteTopics(List.of(topics.images())).all().get();
      await()
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(topics.images()));
      try (StreamScorer fewer = StreamScorer.open(settings)) {
        assertThatThrownBy(fewer::start)
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining(
                "has 1 partitions, but the topic "
                    + settings.applicationId()
                    + "-discoveries-changelog")
            .hasMessageContaining("start with another --application-id");
      }
    }
  }

  private void addPartitions(Admin admin, int total) throws Exception {
    admin.createPartitions(Map.of(topics.images(), NewPartitions.increaseTo(total))).all().get();
  }

  private void send(int partition, int images) throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(connection.forProducer(), bytes, bytes)) {
      for (int i = 0; i < images; i++) {
        producer
            .send(new ProducerRecord<>(topics.images(), partition, null, InkModel.ink(700)))
            .get();
      }
    }
  }

  private int verdicts() throws InterruptedException {
    return WholeTopic.of(connection, topics.scores()).size();
  }

  private static String ready(StreamScorer scorer) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scorer.address() + "/health/ready")).build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body().strip();
  }
}
