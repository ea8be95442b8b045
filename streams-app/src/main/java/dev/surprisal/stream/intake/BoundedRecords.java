package dev.surprisal.stream.intake;

import java.io.IOException;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.utils.AbstractIterator;

/** What a fetch brought of one partition, its batches read within bounds. */
final class BoundedRecords extends AbstractRecords {
  private final Records records;
  private final PollBudget budget;

  BoundedRecords(Records records, PollBudget budget) {
    this.records = records;
    this.budget = budget;
  }

  @Override
  public Iterable<RecordBatch> batches() {
    return this::batchIterator;
  }

  @Override
  public AbstractIterator<RecordBatch> batchIterator() {
    AbstractIterator<? extends RecordBatch> batches = records.batchIterator();
    return new AbstractIterator<>() {
      @Override
      protected RecordBatch makeNext() {
        return batches.hasNext() ? bounded(batches.next()) : allDone();
      }
    };
  }

  /** Batches of the formats before 2 are left as they are: brokers take none since Kafka 4.0. */
  private RecordBatch bounded(RecordBatch batch) {
    return batch instanceof DefaultRecordBatch current ? new BoundedBatch(current, budget) : batch;
  }

  @Override
  public int sizeInBytes() {
    return records.sizeInBytes();
  }

  @Override
  public Records slice(int position, int size) {
    return new BoundedRecords(records.slice(position, size), budget);
  }

  @Override
  public int writeTo(TransferableChannel channel, int position, int length) throws IOException {
    return records.writeTo(channel, position, length);
  }
}
