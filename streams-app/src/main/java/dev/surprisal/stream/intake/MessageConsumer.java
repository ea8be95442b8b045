package dev.surprisal.stream.intake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of what this software writes: verdicts, alerts, labels, models. Its polls are bounded
 * as those of the images. A record that is larger than any that we write, or of which nothing can
 * be read, is passed over: what is left of it could be taken for another one.
 */
public final class MessageConsumer extends BoundedConsumer {
  private static final Logger log = LoggerFactory.getLogger(MessageConsumer.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private long passedOver;
  private long toldAt = System.nanoTime() - BETWEEN_LINES.toNanos();

  /**
   * @param configuration the consumer's
   */
  public MessageConsumer(Map<String, Object> configuration) {
    super(configuration, Bounds.ofMessages(Runtime.getRuntime().maxMemory()));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> whole = new LinkedHashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      whole.put(partition, polled.records(partition).stream().filter(this::isWhole).toList());
    }
    return new ConsumerRecords<>(whole, polled.nextOffsets());
  }

  /** Headers that were left out decide nothing. */
  private boolean isWhole(ConsumerRecord<byte[], byte[]> record) {
    boolean whole =
        Cut.in(record.headers())
            .filter(
                cut ->
                    cut.wholeKey().isPresent()
                        || cut.wholeValue().isPresent()
                        || cut.unreadable().isPresent())
            .isEmpty();
    if (!whole) {
      passedOver++;
      tell(record);
    }
    return whole;
  }

  /** Once a minute at most: a flood of them is no flood of lines. */
  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (System.nanoTime() - toldAt < BETWEEN_LINES.toNanos()) {
      return;
    }
    log.warn(
        "{}-{}-{}: expected a key of at most {} bytes and a value of at most {}, got more, or what cannot be read; the record is passed over, as {} are by now",
        record.topic(),
        record.partition(),
        record.offset(),
        Bounds.KEY_BYTES,
        Bounds.MESSAGE_BYTES,
        passedOver);
    toldAt = System.nanoTime();
  }
}
