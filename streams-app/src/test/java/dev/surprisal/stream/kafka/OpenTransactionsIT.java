package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.kafka.OpenTransactions.Ends;
import dev.surprisal.stream.testing.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class OpenTransactionsIT {
  private final String topic = TestBroker.topics().images();
  private final KafkaConnection connection = TestBroker.connection();

  @Test
  void transactionThatNobodyEndsKeepsReadersFromWhatIsBehindItInItsPartitionOnly()
      throws Exception {
    try (Admin admin = connection.admin(Duration.ofSeconds(30));
        Producer<byte[], byte[]> hangs = producer("hangs-" + topic);
        Producer<byte[], byte[]> alive = producer("alive-" + topic)) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      OpenTransactions open = new OpenTransactions(admin, List.of(topic, topic + "-missing"));
      begin(alive, 0, 1);
      alive.commitTransaction();
      expect(open, ends(0, 2, 2), ends(1, 2, 2));
      begin(hangs, 1);
      begin(alive, 0, 1);
      alive.commitTransaction();
      expect(open, ends(0, 4, 4), ends(1, 2, 5));

      hangs.abortTransaction();
      expect(open, ends(0, 4, 4), ends(1, 6, 6));
    }
  }

  private Ends ends(int partition, long readable, long end) {
    return new Ends(new TopicPartition(topic, partition), readable, end);
  }

  /**
   * A mark follows the records of each transaction that was ended, moments after its producer was
   * told.
   */
  private static void expect(OpenTransactions open, Ends first, Ends second) {
    await()
        .untilAsserted(
            () ->
                assertThat(open.look(Set.of(0, 1)))
                    .isEqualTo(Map.of(0, List.of(first), 1, List.of(second))));
  }

  /** One record to each of the partitions, in a transaction that is still open. */
  private void begin(Producer<byte[], byte[]> producer, int... partitions) throws Exception {
    producer.beginTransaction();
    for (int partition : partitions) {
      producer.send(new ProducerRecord<>(topic, partition, null, new byte[1])).get();
    }
  }

  private Producer<byte[], byte[]> producer(String id) {
    Map<String, Object> settings = connection.forProducer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }
}
