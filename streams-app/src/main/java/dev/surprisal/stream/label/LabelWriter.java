package dev.surprisal.stream.label;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes labels to their topic. Safe for use by several threads. */
public final class LabelWriter implements AutoCloseable {
  private static final int MOST_MILLIS = 30_000;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  public LabelWriter(KafkaConnection connection, String topic) {
    this.topic = topic;
    Map<String, Object> properties = connection.forProducer();
    properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "surprisal-labels");
    properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_MILLIS);
    properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MOST_MILLIS / 2);
    properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MOST_MILLIS);
    this.producer =
        Causes.starting(
            () ->
                new KafkaProducer<>(
                    properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * Waits until Kafka has a label.
   *
   * @throws BadInputException if it does not take it
   */
  public void write(Label label) {
    try {
      send(label).join();
    } catch (CompletionException e) {
      throw new BadInputException(
          "%s: the label cannot be written: %s".formatted(topic, Causes.inOneLine(e.getCause())),
          e);
    }
  }

  /** Ends when Kafka has a label, or with why it has not. */
  public CompletableFuture<Void> send(Label label) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      // The callback hears of every end that the future would.
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topic, label.key(), label.json()),
              (metadata, e) -> {
                if (e == null) {
                  done.complete(null);
                } else {
                  done.completeExceptionally(e);
                }
              });
    } catch (KafkaException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @Override
  public void close() {
    producer.close();
  }
}
