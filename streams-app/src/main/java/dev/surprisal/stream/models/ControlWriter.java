package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes decisions, one at a time whoever decides, so that no instance judges beyond a barrier that
 * it does not know: see docs/adr/0030.
 */
final class ControlWriter implements AutoCloseable {
  /** For an answer of the brokers. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After which the brokers end what a command left behind, so that the scorers go on. */
  private static final int TRANSACTION_MILLIS = 10_000;

  /** What is to be decided, given all that was decided before. */
  interface Decision {
    /**
     * The next decision.
     *
     * @param ends of the images' partitions: no instance has judged a record at or after them
     * @throws BadInputException if it must not be made
     */
    Control make(int number, History before, ImageEnds ends);
  }

  private final ModelsTopic topic;
  private final String images;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private boolean begun;

  /**
   * @param topic stays the caller's
   * @param images the topic whose images are judged
   */
  ControlWriter(KafkaConnection connection, ModelsTopic topic, String images) {
    this.topic = topic;
    this.images = images;
    Map<String, Object> properties = connection.forProducer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(topic.name()));
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "surprisal-models");
    ByteArraySerializer bytes = new ByteArraySerializer();
    this.producer = Causes.starting(() -> new KafkaProducer<>(properties, bytes, bytes));
    this.admin = connection.admin(PATIENCE);
  }

  /** One for all who write to a topic: the brokers fence all but the last. */
  static String transactionalId(String topic) {
    return topic + "-control";
  }

  /**
   * Makes a decision and writes it; returns when every reader can see it.
   *
   * @throws BadInputException if it must not be made, or another command came between
   */
  Control write(Decision decision) throws InterruptedException {
    try {
      topic.readToEnd();
      if (!begun) {
        producer.initTransactions();
        begun = true;
      }
      producer.beginTransaction();
      send(RecordKey.HOLD, JsonRecord.bytes(JsonRecord.create()));
      // From here on no instance judges what it polls, and nobody else can decide.
      Control control = decide(decision);
      send(RecordKey.control(control.number()), control.json());
      producer.commitTransaction();
      awaitVisible(control.number());
      return control;
    } catch (ExecutionException | KafkaException e) {
      throw failure(e instanceof ExecutionException ? e.getCause() : e);
    }
  }

  private Control decide(Decision decision) throws InterruptedException {
    try {
      topic.readToEnd();
      ImageEnds ends = ImageEnds.of(admin, images);
      Control control = decision.make(topic.history().lastNumber() + 1, topic.history(), ends);
      topic.history().regime(images).expectNotBefore(control);
      return control;
    } catch (BadInputException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  private void send(RecordKey key, byte[] value) throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic.name(), 0, key.bytes(), value)).get();
  }

  /** A commit is decided before its readers can see it. */
  private void awaitVisible(int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (topic.readToEnd().history().lastNumber() < number) {
      if (System.nanoTime() > deadline) {
        throw new BadInputException(
            "--model-topic: control record %d was written to %s, but cannot be read yet; surprisal models log shows whether it is there"
                .formatted(number, topic.name()));
      }
      Thread.sleep(10);
    }
  }

  private BadInputException failure(Throwable e) {
    if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
      return new BadInputException(
          "--model-topic: another command decided on %s meanwhile, and nothing was written; look at surprisal models log and try again"
              .formatted(topic.name()),
          e);
    }
    return new BadInputException(
        "--model-topic: the topic %s cannot be written to: %s; surprisal models log shows whether this was decided all the same"
            .formatted(topic.name(), Causes.inOneLine(e)),
        e);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
    admin.close();
  }
}
