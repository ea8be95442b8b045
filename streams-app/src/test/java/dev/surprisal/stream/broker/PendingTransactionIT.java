package dev.surprisal.stream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.testing.ChildBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A busy broker takes long to complete a transaction, as at its very first one. Here it is kept
 * from it: its own connection to itself, over which it sends a transaction's markers, is refused
 * until the quota for new connections is lifted.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PendingTransactionIT {
  private static final String TOPIC = "one-partition";

  /** Ten times as long as Kafka lets a batch wait by default. */
  private static final Duration PENDING = Duration.ofSeconds(1);

  @TempDir Path folder;

  @Test
  void batchesWaitForTheTransactionBeforeInsteadOfBeingRefused() throws Exception {
    try (ChildBroker broker = new ChildBroker(folder)) {
      broker.start();
      try (Admin admin = Admin.create(broker.connection().forAdmin());
          Producer<byte[], byte[]> producer = producer(broker)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        producer.initTransactions();
        producer.beginTransaction();
        send(producer).get();
        newConnections(admin, 1.0);
        await().until(() -> refusesConnections(broker));
        producer.commitTransaction();

        producer.beginTransaction();
        List<Future<RecordMetadata>> behind =
            Stream.generate(() -> send(producer)).limit(4).toList();
        await()
            .during(PENDING)
            .atMost(PENDING.multipliedBy(10))
            .until(() -> behind.stream().noneMatch(Future::isDone));
        newConnections(admin, null);
        producer.commitTransaction();

        assertThat(retries(producer)).isZero();
        assertThat(Files.readString(folder.resolve("broker.log")))
            .doesNotContain("Invalid sequence number")
            .doesNotContain(" ERROR ");
      }
    }
  }

  /** Each record is a batch of its own. */
  private static Producer<byte[], byte[]> producer(ChildBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.connection().bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "scorer",
            ProducerConfig.BATCH_SIZE_CONFIG,
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Future<RecordMetadata> send(Producer<byte[], byte[]> producer) {
    return producer.send(new ProducerRecord<>(TOPIC, new byte[784]));
  }

  /** How many a second from this machine; null for any number. */
  private static void newConnections(Admin admin, Double perSecond) throws Exception {
    admin
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, "127.0.0.1")),
                    List.of(new ClientQuotaAlteration.Op("connection_creation_rate", perSecond)))))
        .all()
        .get();
  }

  /**
   * Opens far more connections than the quota allows. The broker closes those that are too many
   * after a second; the others wait for a request.
   */
  private static boolean refusesConnections(ChildBroker broker) throws IOException {
    int port = URI.create("kafka://" + broker.connection().bootstrapServers()).getPort();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      Socket last = sockets.get(sockets.size() - 1);
      last.setSoTimeout(3_000);
      return last.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static double retries(Producer<byte[], byte[]> producer) {
    return producer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("record-retry-total"))
        .filter(metric -> metric.getKey().group().equals("producer-metrics"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }
}
