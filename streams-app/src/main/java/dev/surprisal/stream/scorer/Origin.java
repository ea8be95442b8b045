package dev.surprisal.stream.scorer;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Where a record came from.
 *
 * @param topicId differs from that of any other topic that ever has the same name; absent if
 *     unknown
 */
record Origin(String topic, int partition, long offset, Optional<String> topicId) {
  static Origin of(RecordMetadata metadata, Optional<String> topicId) {
    return new Origin(metadata.topic(), metadata.partition(), metadata.offset(), topicId);
  }

  /** {@code topic-partition-offset}: with the topic's id, names a record for good. */
  String id() {
    return topic + "-" + partition + "-" + offset;
  }
}
