package dev.surprisal.stream.scorer;

import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where a record came from. */
record Origin(String topic, int partition, long offset) {
  static Origin of(RecordMetadata metadata) {
    return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
  }

  /** {@code topic-partition-offset}: names a record for good. */
  String id() {
    return topic + "-" + partition + "-" + offset;
  }
}
