package dev.surprisal.stream.intake;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.streams.internals.ConsumerWrapper;

/**
 * A consumer of the {@code streams} protocol whose polls are bounded. Kafka Streams makes that
 * consumer itself, and wraps it by this class where it is told to.
 */
public final class BoundedStreamsConsumer extends ConsumerWrapper {
  private Intake intake;

  @Override
  public void wrapConsumer(
      AsyncKafkaConsumer<byte[], byte[]> consumer,
      Map<String, Object> configuration,
      Optional<StreamsRebalanceData> rebalanceData) {
    super.wrapConsumer(consumer, configuration, rebalanceData);
    intake = new Intake((Bounds) configuration.get(Bounds.KEY));
    intake.guard(
        consumer, "applicationEventHandler", "networkThread", "networkClientDelegate", "client");
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    intake.startPoll();
    return super.poll(timeout);
  }
}
