package dev.surprisal.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends images of many sources, whose names are the records' keys. */
public final class SourceSender implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public SourceSender(KafkaConnection connection, String topic) {
    this.topic = topic;
    Map<String, Object> properties = connection.forProducer();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
    ByteArraySerializer bytes = new ByteArraySerializer();
    this.producer = new KafkaProducer<>(properties, bytes, bytes);
  }

  /** Sends a record; fails if an earlier one could not be sent. */
  public void send(String source, byte[] value) {
    expectNoFailure();
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, source.getBytes(UTF_8), value),
            (metadata, e) -> failure.compareAndSet(null, e));
  }

  /** Waits until everything has arrived. */
  public void flush() {
    producer.flush();
    expectNoFailure();
  }

  private void expectNoFailure() {
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
