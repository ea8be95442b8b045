package dev.surprisal.stream.intake;

import dev.surprisal.stream.intake.RecordReader.BatchStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;

/** A batch as it is, but that its records are read within bounds. */
final class BoundedBatch implements RecordBatch {
  private final DefaultRecordBatch batch;
  private final PollBudget budget;

  BoundedBatch(DefaultRecordBatch batch, PollBudget budget) {
    this.batch = batch;
    this.budget = budget;
  }

  @Override
  public CloseableIterator<Record> streamingIterator(BufferSupplier buffers) {
    BatchStart start =
        new BatchStart(
            batch.baseOffset(),
            batch.baseTimestamp(),
            batch.timestampType() == TimestampType.LOG_APPEND_TIME
                ? Optional.of(batch.maxTimestamp())
                : Optional.empty());
    return new Records(buffers, batch.countOrNull(), start);
  }

  /**
   * All but Snappy are decompressed within some hundred kilobytes. Snappy's library takes as much
   * memory as a block states, compressed or not, and answers broken ones with an {@link Error}.
   */
  private InputStream decompressed(BufferSupplier buffers) {
    if (batch.compressionType() != CompressionType.SNAPPY) {
      return batch.recordInputStream(buffers);
    }
    ByteBuffer bytes = ByteBuffer.allocate(batch.sizeInBytes());
    batch.writeTo(bytes);
    bytes.flip().position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    return new SnappyStream(bytes);
  }

  /**
   * Decompresses a record when it is asked for. Where a batch cannot be read to its end, though the
   * broker took it, each further record is one that says so: an exception would come again and
   * again.
   */
  private final class Records implements CloseableIterator<Record> {
    private final InputStream in;
    private final RecordReader reader;
    private int left;
    private long nextOffset;
    private Optional<String> broken = Optional.empty();

    Records(BufferSupplier buffers, int count, BatchStart start) {
      InputStream opened = InputStream.nullInputStream();
      try {
        opened = decompressed(buffers);
      } catch (IllegalArgumentException | KafkaException e) {
        // What the compressed data begin with is broken.
        broken = Optional.of(String.valueOf(e.getMessage()));
      }
      this.in = opened;
      this.reader = new RecordReader(in, start, budget);
      this.left = count;
      this.nextOffset = start.offset();
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Record next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      left--;
      if (broken.isEmpty()) {
        try {
          Record record = reader.next();
          nextOffset = record.offset() + 1;
          return record;
        } catch (IOException | IllegalArgumentException | KafkaException e) {
          broken = Optional.of(String.valueOf(e.getMessage()));
        }
      }
      return reader.unreadable(nextOffset++, broken.orElseThrow());
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new KafkaException("a batch cannot be closed", e);
      }
    }
  }

  /** Not for a consumer's records, but for its look at a transaction's marker. */
  @Override
  public Iterator<Record> iterator() {
    return batch.iterator();
  }

  @Override
  public boolean isValid() {
    return batch.isValid();
  }

  @Override
  public void ensureValid() {
    batch.ensureValid();
  }

  @Override
  public long checksum() {
    return batch.checksum();
  }

  @Override
  public long maxTimestamp() {
    return batch.maxTimestamp();
  }

  @Override
  public TimestampType timestampType() {
    return batch.timestampType();
  }

  @Override
  public long baseOffset() {
    return batch.baseOffset();
  }

  @Override
  public long lastOffset() {
    return batch.lastOffset();
  }

  @Override
  public long nextOffset() {
    return batch.nextOffset();
  }

  @Override
  public byte magic() {
    return batch.magic();
  }

  @Override
  public long producerId() {
    return batch.producerId();
  }

  @Override
  public short producerEpoch() {
    return batch.producerEpoch();
  }

  @Override
  public boolean hasProducerId() {
    return batch.hasProducerId();
  }

  @Override
  public int baseSequence() {
    return batch.baseSequence();
  }

  @Override
  public int lastSequence() {
    return batch.lastSequence();
  }

  @Override
  public CompressionType compressionType() {
    return batch.compressionType();
  }

  @Override
  public int sizeInBytes() {
    return batch.sizeInBytes();
  }

  @Override
  public Integer countOrNull() {
    return batch.countOrNull();
  }

  @Override
  public boolean isCompressed() {
    return batch.isCompressed();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    batch.writeTo(buffer);
  }

  @Override
  public boolean isTransactional() {
    return batch.isTransactional();
  }

  @Override
  public OptionalLong deleteHorizonMs() {
    return batch.deleteHorizonMs();
  }

  @Override
  public int partitionLeaderEpoch() {
    return batch.partitionLeaderEpoch();
  }

  @Override
  public boolean isControlBatch() {
    return batch.isControlBatch();
  }
}
