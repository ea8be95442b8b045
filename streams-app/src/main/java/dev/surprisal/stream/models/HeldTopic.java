package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Changes the models' topic while nobody else does and no instance judges what it polls: see
 * docs/adr/0030. One thread's.
 */
final class HeldTopic implements AutoCloseable {
  /** For an answer of the brokers. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After which the brokers end what a command left behind, so that the scorers go on. */
  private static final int TRANSACTION_MILLIS = 10_000;

  /** What is written, given all that was decided before. */
  interface Change<T> {
    /**
     * Writes it by {@link #send}.
     *
     * @throws BadInputException if it must not be made
     */
    T make(History before) throws InterruptedException;
  }

  private final ModelsTopic topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private boolean begun;

  /**
   * @param topic stays the caller's
   */
  HeldTopic(KafkaConnection connection, ModelsTopic topic) {
    this.topic = topic;
    Map<String, Object> properties = connection.forProducer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(topic.name()));
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "surprisal-models");
    ByteArraySerializer bytes = new ByteArraySerializer();
    this.producer = Causes.starting(() -> new KafkaProducer<>(properties, bytes, bytes));
  }

  /** One for all who write to a topic: the brokers fence all but the last. */
  static String transactionalId(String topic) {
    return topic + "-control";
  }

  /**
   * Makes a change; returns when it is committed.
   *
   * @throws BadInputException if it must not be made, or another command came between
   */
  <T> T change(Change<T> change) throws InterruptedException {
    try {
      topic.readToEnd();
      if (!begun) {
        producer.initTransactions();
        begun = true;
      }
      producer.beginTransaction();
      sent(RecordKey.HOLD, JsonRecord.bytes(JsonRecord.create())).get();
      // From here on no instance judges what it polls, and nobody else can decide.
      T made = make(change);
      producer.commitTransaction();
      return made;
    } catch (ExecutionException | KafkaException e) {
      throw failure(e instanceof ExecutionException ? e.getCause() : e);
    }
  }

  private <T> T make(Change<T> change) throws InterruptedException {
    try {
      return change.make(topic.readToEnd().history());
    } catch (BadInputException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  /**
   * Writes a record; that it is committed says that the brokers have it.
   *
   * @param value null to delete what the key has
   */
  void send(RecordKey key, byte[] value) {
    Future<?> unused = sent(key, value);
  }

  private Future<?> sent(RecordKey key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic.name(), 0, key.bytes(), value));
  }

  /**
   * Waits for what was committed: that is decided before its readers can see it.
   *
   * @param what it is, for the message
   */
  void awaitVisible(Predicate<History> there, String what) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!there.test(topic.readToEnd().history())) {
      if (System.nanoTime() > deadline) {
        throw new BadInputException(
            "--model-topic: %s was written to %s, but cannot be read yet; surprisal models list and log show whether it is there"
                .formatted(what, topic.name()));
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
  }
}
