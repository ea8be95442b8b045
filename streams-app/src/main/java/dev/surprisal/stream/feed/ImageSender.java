package dev.surprisal.stream.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.OwnHeaders;
import dev.surprisal.stream.kafka.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends images to a topic. What Kafka refuses ends the sending, at the next call. */
public final class ImageSender implements AutoCloseable {
  private final String topic;
  private final Optional<byte[]> key;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param source the records' key, if any
   */
  public ImageSender(KafkaConnection connection, String topic, Optional<String> source) {
    this.topic = topic;
    this.key = source.map(text -> text.getBytes(UTF_8));
    Map<String, Object> properties = connection.forProducer();
    properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    // Kafka's 16 kB are twenty digits: at full speed each request would cost more than its images.
    properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
    properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_IMAGE);
    properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "surprisal-feed");
    this.producer =
        Causes.starting(
            () ->
                new KafkaProducer<>(
                    properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * @param contentType what the header says that the value is
   * @param sent hears where the record landed
   * @throws BadInputException if an earlier record could not be sent
   */
  public void send(byte[] value, String contentType, Consumer<RecordMetadata> sent) {
    expectNoFailure();
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.orElse(null), value);
    record.headers().add(OwnHeaders.CONTENT_TYPE, contentType.getBytes(UTF_8));
    try {
      // The callback hears of every end that the future would.
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, e) -> {
                if (e == null) {
                  sent.accept(metadata);
                } else {
                  failure.compareAndSet(null, e);
                }
              });
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits until everything has arrived. */
  public void flush() {
    producer.flush();
    expectNoFailure();
  }

  private void expectNoFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw new BadInputException(
          "%s: the images cannot be sent: %s".formatted(topic, Causes.inOneLine(e)), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
