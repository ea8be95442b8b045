package dev.surprisal.stream.intake;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * A record as the consumer takes it. Where the poll has no room for it, its first use ends the
 * poll: the consumer returns what it has, and uses the same record first in its next poll.
 */
final class BoundedRecord implements Record {
  private final long offset;
  private final long timestamp;
  private final byte[] key;
  private final byte[] value;
  private final Header[] headers;
  private final long size;
  private final PollBudget budget;
  private boolean taken;

  /**
   * @param key or null
   * @param value or null
   * @param size of key, value and headers in bytes, with what was cut
   */
  BoundedRecord(
      long offset,
      long timestamp,
      byte[] key,
      byte[] value,
      Header[] headers,
      long size,
      PollBudget budget) {
    this.offset = offset;
    this.timestamp = timestamp;
    this.key = key;
    this.value = value;
    this.headers = headers;
    this.size = size;
    this.budget = budget;
  }

  private void take() {
    if (!taken) {
      if (!budget.takes(size + (long) headers.length * Bounds.HEADER_OVERHEAD)) {
        throw new PollFullException();
      }
      taken = true;
    }
  }

  @Override
  public ByteBuffer key() {
    take();
    return key == null ? null : ByteBuffer.wrap(key);
  }

  @Override
  public ByteBuffer value() {
    take();
    return value == null ? null : ByteBuffer.wrap(value);
  }

  @Override
  public Header[] headers() {
    take();
    return headers;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long timestamp() {
    return timestamp;
  }

  /** What Kafka's meter of the bytes that were consumed counts. */
  @Override
  public int sizeInBytes() {
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  @Override
  public boolean hasKey() {
    return key != null;
  }

  @Override
  public int keySize() {
    return key == null ? -1 : key.length;
  }

  @Override
  public boolean hasValue() {
    return value != null;
  }

  @Override
  public int valueSize() {
    return value == null ? -1 : value.length;
  }

  /** Consumers do not ask for it. */
  @Override
  public int sequence() {
    return RecordBatch.NO_SEQUENCE;
  }

  /** The batch's checksum covers it. */
  @Override
  public void ensureValid() {}

  @Override
  public boolean hasMagic(byte magic) {
    return magic >= RecordBatch.MAGIC_VALUE_V2;
  }

  @Override
  public boolean isCompressed() {
    return false;
  }

  @Override
  public boolean hasTimestampType(TimestampType timestampType) {
    return false;
  }
}
