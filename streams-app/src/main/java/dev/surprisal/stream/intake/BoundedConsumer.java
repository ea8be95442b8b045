package dev.surprisal.stream.intake;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer whose polls are bounded. */
class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final String[] CLASSIC = {"delegate", "client", "client"};
  private static final String[] ASYNC = {
    "delegate", "applicationEventHandler", "networkThread", "networkClientDelegate", "client"
  };

  private final Intake intake;

  /**
   * @param configuration the consumer's
   */
  BoundedConsumer(Map<String, Object> configuration, Bounds bounds) {
    super(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    intake = new Intake(bounds);
    intake.guard(this, isClassic(configuration) ? CLASSIC : ASYNC);
  }

  private static boolean isClassic(Map<String, Object> configuration) {
    Object protocol =
        configuration.getOrDefault(
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.DEFAULT_GROUP_PROTOCOL);
    return GroupProtocol.of(protocol.toString().toUpperCase(Locale.ROOT)) == GroupProtocol.CLASSIC;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    intake.startPoll();
    return super.poll(timeout);
  }
}
