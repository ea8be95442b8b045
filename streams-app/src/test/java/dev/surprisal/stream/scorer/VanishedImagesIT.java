package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images that are deleted before they are judged, and a topic that is created again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class VanishedImagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection = TestBroker.connection();
  private final Admin admin = Admin.create(connection.forAdmin());
  @TempDir Path model;

  @BeforeEach
  void writeModelAndTopics() throws InterruptedException {
    InkModel.write(model);
    new TopicSetup(connection, topics, 1, true).await(PATIENCE, reason -> {});
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void imagesDeletedWhileNoScorerRunsAreMissedAndTheRestIsJudged() throws Exception {
    send(10);
    try (StreamScorer scorer = scorer()) {
      awaitVerdicts(10);
      assertThat(missed(scorer)).isZero();
    }
    send(100);
    deleteBefore(60);
    try (StreamScorer scorer = scorer()) {
      awaitVerdicts(60);

      assertThat(missed(scorer)).isEqualTo(50);
    }
    deleteBefore(end());
    send(7);
    deleteBefore(end());
    try (StreamScorer scorer = scorer()) {
      await().atMost(PATIENCE).until(() -> missed(scorer) == 7);
    }
  }

  @Test
  void imagesDeletedWhileTheScorerWaitsForThemAreMissedAndMarksOfTransactionsAreNot()
      throws Exception {
    try (StreamScorer scorer = scorer();
        KafkaProducer<byte[], byte[]> producer = transactional()) {
      transaction(producer, 5);
      transaction(producer, 5);
      producer.beginTransaction();
      write(producer, 5);
      producer.abortTransaction();
      transaction(producer, 5);
      awaitVerdicts(15);
      assertThat(missed(scorer)).isZero();

      producer.beginTransaction();
      write(producer, 100);
      long next = end() - 100;
      // A reader of committed records is not given them yet.
      deleteBefore(next + 60);
      producer.commitTransaction();

      awaitVerdicts(15 + 40);
      assertThat(missed(scorer)).isEqualTo(60);
    }
  }

  @Test
  void topicCreatedAgainWhileNoScorerRunsIsJudgedWholeUnderAnIdOfItsOwn() throws Exception {
    send(10);
    try (StreamScorer scorer = scorer()) {
      awaitVerdicts(10);
      scorer.expectNoFailure();
    }
    createAgain();
    send(25);
    try (StreamScorer scorer = scorer()) {
      awaitVerdicts(35);
      assertThat(missed(scorer)).isZero();
    }

    assertThat(verdicts()).hasSize(35).doesNotHaveDuplicates();
  }

  @Test
  void imagesOfATopicCreatedAgainUnderTheScorerAreJudgedOrMissed() throws Exception {
    send(30);
    try (StreamScorer scorer = scorer()) {
      awaitVerdicts(30);
      createAgain();
      send(20);
      awaitVerdicts(50);
      assertThat(missed(scorer)).isZero();

      // So fast that Kafka Streams may not see the gap between the two.
      admin.deleteTopics(List.of(topics.images())).all().get();
      create();
      send(70);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(verdicts().size() + missed(scorer)).isEqualTo(50 + 70));
      scorer.expectNoFailure();
    }

    assertThat(verdicts()).doesNotHaveDuplicates();
  }

  private StreamScorer scorer() throws InterruptedException {
    StreamScorer scorer = StreamScorer.open(TestSettings.of(connection, topics, model));
    scorer.start();
    return scorer;
  }

  private void send(int images) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(connection.forProducer(), bytes, bytes)) {
      write(producer, images);
      producer.flush();
    }
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    Map<String, Object> properties = connection.forProducer();
    properties.put("transactional.id", topics.images());
    ByteArraySerializer bytes = new ByteArraySerializer();
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes);
    producer.initTransactions();
    return producer;
  }

  private void transaction(KafkaProducer<byte[], byte[]> producer, int images) {
    producer.beginTransaction();
    write(producer, images);
    producer.commitTransaction();
  }

  private void write(KafkaProducer<byte[], byte[]> producer, int images) {
    for (int i = 0; i < images; i++) {
      Future<RecordMetadata> unused =
          producer.send(new ProducerRecord<>(topics.images(), InkModel.ink(0)));
    }
    producer.flush();
  }

  private void deleteBefore(long offset) throws Exception {
    admin.deleteRecords(Map.of(partition(), RecordsToDelete.beforeOffset(offset))).all().get();
  }

  private long end() throws Exception {
    // Not of committed records only.
    return admin
        .listOffsets(Map.of(partition(), OffsetSpec.latest()))
        .partitionResult(partition())
        .get()
        .offset();
  }

  private TopicPartition partition() {
    return new TopicPartition(topics.images(), 0);
  }

  private void createAgain() throws Exception {
    admin.deleteTopics(List.of(topics.images())).all().get();
    await()
        .atMost(PATIENCE)
        .until(() -> !admin.listTopics().names().get().contains(topics.images()));
    create();
  }

  private void create() throws Exception {
    admin
        .createTopics(List.of(new NewTopic(topics.images(), Optional.of(1), Optional.empty())))
        .all()
        .get();
  }

  private void awaitVerdicts(int number) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UnknownTopicOrPartitionException.class)
        .until(() -> verdicts().size() == number);
  }

  /** Topic id and id, as a reader tells verdicts apart. */
  private List<String> verdicts() throws Exception {
    List<String> pairs = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : WholeTopic.of(connection, topics.scores())) {
      var json = new ObjectMapper().readTree(record.value());
      assertThat(json.path("topicId").asText()).matches("[A-Za-z0-9_-]{22}");
      pairs.add(json.path("topicId").asText() + " " + json.path("id").asText());
    }
    return pairs;
  }

  private static double missed(StreamScorer scorer) throws Exception {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scorer.address() + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return new Samples(metrics).value("surprisal_images_missed_total");
  }
}
