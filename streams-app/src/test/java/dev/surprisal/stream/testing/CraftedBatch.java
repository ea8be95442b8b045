package dev.surprisal.stream.testing;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * A batch as an attacker makes it: compressed while it is written, so that its records can be of
 * any size, and may state any length. Source of the format: Kafka's documentation, "Record Batch".
 */
public final class CraftedBatch {
  private static final byte[] ZEROS = new byte[1 << 16];

  private final CompressionType compression;
  private final ByteBufferOutputStream bytes = new ByteBufferOutputStream(1 << 16);
  private final DataOutputStream out;
  private int count;

  private CraftedBatch(CompressionType compression, boolean oneBlock) {
    this.compression = compression;
    bytes.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    out =
        new DataOutputStream(
            oneBlock
                ? new RawSnappy(bytes)
                : Compression.of(compression)
                    .build()
                    .wrapForOutput(bytes, RecordBatch.CURRENT_MAGIC_VALUE));
  }

  public static CraftedBatch of(CompressionType compression) {
    return new CraftedBatch(compression, false);
  }

  /** All its records are one block of Snappy, which the library decompresses as a whole. */
  public static CraftedBatch inOneBlock() {
    return new CraftedBatch(CompressionType.SNAPPY, true);
  }

  /** A field of a record: some bytes, and zeros after them. */
  public static final class Field {
    public static final Field NULL = new Field(new byte[0], -1);

    private final byte[] beginning;
    private final int length;

    public Field(byte[] beginning, int length) {
      this.beginning = beginning;
      this.length = length;
    }

    public static Field of(byte[] bytes) {
      return new Field(bytes, bytes.length);
    }

    public static Field zeros(int length) {
      return new Field(new byte[0], length);
    }

    private void write(DataOutputStream out) throws IOException {
      ByteUtils.writeVarint(length, out);
      out.write(beginning);
      writeZeros(out, length - beginning.length);
    }
  }

  private static void writeZeros(OutputStream out, long number) throws IOException {
    for (long left = number; left > 0; left -= ZEROS.length) {
      out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
  }

  /**
   * Adds a record.
   *
   * @param headers the first one's name, its value, the second one's name, and so on
   */
  public CraftedBatch add(Field key, Field value, Field... headers) {
    return add(0, key, value, headers);
  }

  /** Adds one that states a length which need not be its own; brokers do not compare. */
  public CraftedBatch add(int stated, Field key, Field value, Field... headers) {
    try {
      begin(stated, key, value, headers.length / 2);
      for (Field field : headers) {
        field.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds one with headers that have neither name nor value: two bytes each. */
  public CraftedBatch addWithEmptyHeaders(Field key, Field value, int headers) {
    try {
      begin(0, key, value, headers);
      writeZeros(out, 2L * headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Counts a record that is not there. */
  public CraftedBatch addNothing() {
    count++;
    return this;
  }

  private void begin(int stated, Field key, Field value, int headers) throws IOException {
    ByteUtils.writeVarint(stated, out);
    out.write(0);
    ByteUtils.writeVarlong(0, out);
    ByteUtils.writeVarint(count++, out);
    key.write(out);
    value.write(out);
    ByteUtils.writeVarint(headers, out);
  }

  /** With a checksum that fits. */
  public MemoryRecords build() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer buffer = bytes.buffer();
    buffer.flip();
    return withHeader(buffer, compression, count);
  }

  /**
   * A batch of any bytes, with a checksum that fits.
   *
   * @param payload what stands for its compressed records
   */
  public static MemoryRecords of(CompressionType compression, byte[] payload, int count) {
    ByteBuffer buffer =
        ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD + payload.length);
    buffer.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    buffer.put(payload).flip();
    return withHeader(buffer, compression, count);
  }

  private static MemoryRecords withHeader(
      ByteBuffer buffer, CompressionType compression, int count) {
    // That of all records; retention would delete old ones under the reader.
    long now = System.currentTimeMillis();
    DefaultRecordBatch.writeHeader(
        buffer,
        0,
        count - 1,
        buffer.limit(),
        RecordBatch.CURRENT_MAGIC_VALUE,
        compression,
        TimestampType.CREATE_TIME,
        now,
        now,
        RecordBatch.NO_PRODUCER_ID,
        RecordBatch.NO_PRODUCER_EPOCH,
        RecordBatch.NO_SEQUENCE,
        false,
        false,
        false,
        RecordBatch.NO_PARTITION_LEADER_EPOCH,
        count);
    buffer.rewind();
    return MemoryRecords.readableRecords(buffer);
  }
}
