package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.LogEnds;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AuditIT {
  private static final String ONE = "d".repeat(64);
  private static final String OTHER = "e".repeat(64);
  private static final double ONE_SCORE = InkModel.BLACK_NATS + 2 * 5;

  /** 784 ln(1 + e⁻¹) + 5, computed elsewhere. */
  private static final double OTHER_SCORE = 784 * 0.3132616875182228 + 5;

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection = TestBroker.connection();

  /** An instance that was killed leaves one, and readers of committed records wait behind it. */
  @Test
  void verdictsBehindAnOpenTransactionAreCounted() throws Exception {
    new TopicSetup(connection, topics, 1, true).await(Duration.ofSeconds(60), reason -> {});
    try (KafkaProducer<byte[], byte[]> feed = producer("feed");
        KafkaProducer<byte[], byte[]> killed = producer("killed");
        KafkaProducer<byte[], byte[]> alive = producer("alive")) {
      commit(feed, topics.images(), InkModel.ink(5));
      begin(killed, topics.scores(), verdict("no image's"));
      commit(alive, topics.scores(), verdict(topics.images() + "-0-0"));

      assertThat(audit(Barriers.none(ONE)).count())
          .isEqualTo(new Outcomes(1, 0, 0, 0, 0, 0, AlertAudit.Result.NONE));
    }
  }

  @Test
  void transactionThatNobodyEndsIsEndedOnceItIsTooOld() throws Exception {
    new TopicSetup(connection, topics, 1, true).await(Duration.ofSeconds(60), reason -> {});
    AtomicLong nanos = new AtomicLong();
    HangingTransactions hanging =
        new HangingTransactions(connection, Duration.ofSeconds(30), nanos::get);
    TopicPartition scores = new TopicPartition(topics.scores(), 0);
    try (KafkaProducer<byte[], byte[]> killed = producer("hanging")) {
      begin(killed, topics.scores(), verdict("no image's"));
      assertThat(hanging.abort()).isEmpty();
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
      assertThat(hanging.abort()).isEmpty();
      nanos.addAndGet(1);

      assertThat(hanging.abort()).contains(scores);

      assertThat(hanging.abort()).doesNotContain(scores);
      // The verdict, and that it does not count.
      assertThat(LogEnds.of(connection, List.of(scores))).containsEntry(scores, 2L);
      assertThat(WholeTopic.of(connection, topics.scores())).isEmpty();
    }
  }

  /** Of the second and the third; the last one names its model, but has the other one's score. */
  @Test
  void verdictsByTheModelOfTheWrongSideAreCounted() throws Exception {
    new TopicSetup(connection, topics, 1, true).await(Duration.ofSeconds(60), reason -> {});
    String models = topics.images() + "-models";
    try (Admin admin = Admin.create(connection.forAdmin())) {
      admin.createTopics(List.of(new NewTopic(models, 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer = producer("all")) {
      producer.beginTransaction();
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(topics.images(), InkModel.ink(5))).get();
      }
      control(producer, models, 1, "prepare", OTHER, "\"barriers\": {}");
      control(producer, models, 2, "activate", ONE, "\"barriers\": {}");
      control(producer, models, 3, "shadow", OTHER, "\"from\": {\"0\": 0}");
      control(producer, models, 4, "rollback", OTHER, "\"barriers\": {\"0\": 2}");
      verdict(producer, 0, ONE, ONE_SCORE);
      verdict(producer, 1, OTHER, OTHER_SCORE);
      verdict(producer, 2, ONE, ONE_SCORE);
      verdict(producer, 3, OTHER, OTHER_SCORE);
      verdict(producer, 4, OTHER, ONE_SCORE);
      producer.commitTransaction();
    }

    assertThat(audit(Barriers.of(connection, models, topics.images())).count())
        .isEqualTo(new Outcomes(5, 1, 0, 1, 2, 1, AlertAudit.Result.NONE));
  }

  private Audit audit(Barriers barriers) {
    return new Audit(
        connection,
        topics,
        Map.of(
            ONE,
            new Judging(new LoadedBundle(InkModel.bundle().bundle(), ONE), Optional.empty()),
            OTHER,
            new Judging(new LoadedBundle(InkModel.other().bundle(), OTHER), Optional.empty())),
        barriers);
  }

  private void control(
      KafkaProducer<byte[], byte[]> producer,
      String models,
      int number,
      String kind,
      String digest,
      String offsets)
      throws Exception {
    String key = "control/%010d".formatted(number);
    String value =
        "{\"kind\": \"%s\", \"at\": \"2026-01-01T00:00:00Z\", \"digest\": \"%s\", \"images\": \"%s\", %s}"
            .formatted(kind, digest, topics.images(), offsets);
    producer.send(new ProducerRecord<>(models, key.getBytes(UTF_8), value.getBytes(UTF_8))).get();
  }

  private void verdict(
      KafkaProducer<byte[], byte[]> producer, int offset, String digest, double score)
      throws Exception {
    byte[] value = verdict(topics.images() + "-0-" + offset, digest, score);
    producer.send(new ProducerRecord<>(topics.scores(), value)).get();
  }

  private KafkaProducer<byte[], byte[]> producer(String name) {
    Map<String, Object> properties = connection.forProducer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.images() + name);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 8_000);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static void begin(KafkaProducer<byte[], byte[]> producer, String topic, byte[] value)
      throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, value)).get();
  }

  private static void commit(KafkaProducer<byte[], byte[]> producer, String topic, byte[] value)
      throws Exception {
    begin(producer, topic, value);
    producer.commitTransaction();
  }

  private static byte[] verdict(String id) {
    return verdict(id, ONE, ONE_SCORE);
  }

  private static byte[] verdict(String id, String digest, double score) {
    return "{\"id\":\"%s\",\"model\":{\"digest\":\"%s\"},\"score\":%s,\"elboNats\":%s,\"anomalous\":false}"
        .formatted(id, digest, score, score)
        .getBytes(UTF_8);
  }
}
