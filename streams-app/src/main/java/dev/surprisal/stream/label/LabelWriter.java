package dev.surprisal.stream.label;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.ThreadUtils;

/** Writes labels to their topic. Safe for use by several threads. */
public final class LabelWriter implements AutoCloseable {
  private static final int MOST_MILLIS = 30_000;
  private static final int MOST_WAITING = 100;
  private static final Duration LAST_LABELS = Duration.ofSeconds(5);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  /** A producer that does not know its topic yet blocks. */
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          ThreadUtils.createThreadFactory("surprisal-label-writer", true));

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
      producer.send(new ProducerRecord<>(topic, label.key(), label.json())).get();
    } catch (ExecutionException | KafkaException e) {
      throw new BadInputException(
          "%s: the label cannot be written: %s".formatted(topic, Causes.inOneLine(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException(topic + ": interrupted before the label was written", e);
    }
  }

  /** Ends when Kafka has a label, or with why it has not; does not block. */
  public CompletableFuture<Void> send(Label label) {
    try {
      return CompletableFuture.runAsync(() -> write(label), sender);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(LAST_LABELS);
  }
}
