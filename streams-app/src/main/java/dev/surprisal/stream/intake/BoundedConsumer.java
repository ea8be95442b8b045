package dev.surprisal.stream.intake;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of the classic protocol whose polls are bounded. */
final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Intake intake;

  /**
   * @param configuration the consumer's, with {@link Bounds#KEY}
   */
  BoundedConsumer(Map<String, Object> configuration) {
    super(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    intake = new Intake((Bounds) configuration.get(Bounds.KEY));
    intake.guard(this, "delegate", "client", "client");
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    intake.startPoll();
    return super.poll(timeout);
  }
}
