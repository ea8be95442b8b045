package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AuditIT {
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

      assertThat(
              new Audit(connection, topics, InkModel.bundle().bundle(), Optional.empty()).count())
          .isEqualTo(new Outcomes(1, 0, 0, 0, AlertAudit.Result.NONE));
    }
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
    double score = InkModel.BLACK_NATS + 2 * 5;
    return "{\"id\":\"%s\",\"score\":%s,\"elboNats\":%s,\"anomalous\":false}"
        .formatted(id, score, score)
        .getBytes(UTF_8);
  }
}
