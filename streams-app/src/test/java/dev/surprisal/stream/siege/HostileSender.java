package dev.surprisal.stream.siege;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends hostile records as any producer could. */
final class HostileSender {
  private static final List<String> CODECS = List.of("zstd", "gzip", "lz4");

  /** Those with which a hundred records of megabytes come in one fetch. */
  private static final List<String> TIGHT = List.of("zstd", "gzip");

  private static final int ROOM = 64 << 20;

  private final KafkaConnection connection;
  private final Ledger ledger;
  private final Random random;

  HostileSender(KafkaConnection connection, Ledger ledger, Random random) {
    this.connection = connection;
    this.ledger = ledger;
    this.random = random;
  }

  /**
   * Returns when all have arrived.
   *
   * @param timed whether nothing is in the way of these records, so that their time is their own
   */
  void send(Attack attack, List<ProducerRecord<byte[], byte[]>> records, boolean timed) {
    boolean aborted = attack == Attack.ABORTED_TRANSACTION;
    // What a transaction holds becomes readable at the same moment.
    boolean transaction = aborted || attack == Attack.ZEROS_IN_ONE_POLL;
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        producer(aborted || !transaction ? CODECS : TIGHT, transaction)) {
      if (transaction) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (ProducerRecord<byte[], byte[]> record : records) {
        Future<RecordMetadata> unused =
            producer.send(
                record,
                (landed, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  } else if (!aborted) {
                    ledger.hostile(landed.partition(), landed.offset(), attack, timed);
                  }
                });
      }
      producer.flush();
      if (aborted) {
        producer.abortTransaction();
      } else if (transaction) {
        producer.commitTransaction();
      }
    }
    if (failure.get() != null) {
      throw new AssertionError("the records of %s cannot be sent".formatted(attack), failure.get());
    }
  }

  private KafkaProducer<byte[], byte[]> producer(List<String> codecs, boolean transaction) {
    Map<String, Object> properties = new HashMap<>(connection.forProducer());
    properties.put(
        ProducerConfig.COMPRESSION_TYPE_CONFIG, codecs.get(random.nextInt(codecs.size())));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ROOM);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, ROOM);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 16);
    if (transaction) {
      properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "siege");
    }
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new KafkaProducer<>(properties, bytes, bytes);
  }
}
