package dev.surprisal.stream.scorer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own timestamp, whatever it is; for a record without one the time at which it is
 * read. Kafka Streams' own choices would stop at such a record, or skip it in silence.
 */
final class ImageTimestamps implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : System.currentTimeMillis();
  }
}
