package dev.surprisal.stream.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.testing.CraftedBatch;
import dev.surprisal.stream.testing.CraftedBatch.Field;
import dev.surprisal.stream.testing.RawProducer;
import dev.surprisal.stream.testing.TestBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of a few kilobytes that are gigabytes, on a topic of verdicts, labels or models. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MessageConsumerIT {
  private static final int MIB = 1 << 20;
  private static final Field KEY = Field.of("key".getBytes(UTF_8));
  private static final Field TOO_LARGE = Field.zeros(Bounds.MESSAGE_BYTES + 1);

  private final String topic = TestBroker.topics().images();
  private final KafkaConnection connection = TestBroker.connection();

  @BeforeEach
  void createTopic() throws Exception {
    try (Admin admin = connection.admin(Duration.ofSeconds(30))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
  void largestRecordsAreReadAndLargerOnesTakeNoMemory(CompressionType compression)
      throws Exception {
    send(
        message(1).build(),
        message(2, compression).add(KEY, TOO_LARGE).build(),
        message(3, compression).add(KEY, TOO_LARGE).build(),
        message(4, compression).add(TOO_LARGE, Field.of(text(5))).build(),
        message(6).build());

    List<String> read = new ArrayList<>();
    assertThat(allocatedBy(() -> readAll(read))).isLessThan(12L * MIB);
    assertThat(read).containsExactly("0 1", "1 2", "3 3", "5 4", "7 6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void pollTakesNoMoreThanItsShareOfTheHeap(String protocol) throws Exception {
    long share = Runtime.getRuntime().maxMemory() / 16;
    Field large = Field.zeros(Bounds.MESSAGE_BYTES);
    int number = (int) (share / Bounds.MESSAGE_BYTES) + 2;
    CraftedBatch batch = CraftedBatch.of(CompressionType.ZSTD);
    for (int i = 0; i < number; i++) {
      batch.add(KEY, large);
    }
    send(batch.build(), message(1).build());

    List<Long> polls = new ArrayList<>();
    try (MessageConsumer consumer = consumer(protocol)) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      for (int records = 0; records <= number; ) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          bytes += record.value().length;
        }
        polls.add(bytes);
        records += polled.count();
      }
    }

    assertThat(polls).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(share));
    assertThat(polls.stream().mapToLong(bytes -> bytes).sum())
        .isEqualTo((long) number * Bounds.MESSAGE_BYTES + 1);
  }

  @Test
  void singleRecordsAreReadBesideLargerOnes() throws Exception {
    send(message(2).add(KEY, TOO_LARGE).add(KEY, Field.of(text(3))).build());

    List<String> read = new ArrayList<>();
    long allocated =
        allocatedBy(
            () ->
                RecordsByOffset.read(
                    connection,
                    topic,
                    Map.of(0, new TreeSet<>(List.of(1L, 2L))),
                    record -> read.add(described(record))));
    assertThat(read).containsExactly("2 3");
    assertThat(allocated).isLessThan(12L * MIB);
  }

  private static CraftedBatch message(int number) {
    return message(number, CompressionType.GZIP);
  }

  private static CraftedBatch message(int number, CompressionType compression) {
    return CraftedBatch.of(compression).add(KEY, Field.of(text(number)));
  }

  private static byte[] text(int number) {
    return String.valueOf(number).getBytes(UTF_8);
  }

  private void send(MemoryRecords... batches) throws IOException {
    try (RawProducer producer = new RawProducer(connection, topic)) {
      for (MemoryRecords batch : batches) {
        producer.send(batch);
      }
    }
  }

  private void readAll(List<String> read) {
    try (TopicReader reader = new TopicReader(connection, List.of(topic), true)) {
      reader.readToEnd(record -> read.add(described(record)));
    }
  }

  private static String described(ConsumerRecord<byte[], byte[]> record) {
    return record.offset() + " " + new String(record.value(), UTF_8);
  }

  private MessageConsumer consumer(String protocol) {
    Map<String, Object> settings = new HashMap<>(connection.forConsumer());
    settings.put("group.protocol", protocol);
    return new MessageConsumer(settings);
  }

  private static long allocatedBy(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
