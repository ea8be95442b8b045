package dev.surprisal.stream.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.Record;

/**
 * Reads the records of one batch, in Kafka's message format 2. Kafka's own reader allocates
 * whatever length a record states, and objects for each of its headers; this one drops what is
 * beyond the bounds as it is decompressed.
 */
final class RecordReader {
  private final Fields in;
  private final BatchStart start;
  private final PollBudget budget;

  /**
   * What the records' own fields count from.
   *
   * @param logAppendTime the time of all records, where the broker gave them one
   */
  record BatchStart(long offset, long timestamp, Optional<Long> logAppendTime) {}

  /**
   * @param in the records, decompressed
   */
  RecordReader(InputStream in, BatchStart start, PollBudget budget) {
    this.in = new Fields(in);
    this.start = start;
    this.budget = budget;
  }

  /** The next record, by the lengths of its fields; like the broker it does not check their sum. */
  Record next() throws IOException {
    in.varint();
    in.bytes(1);
    long timestamp = start.timestamp() + in.varlong();
    long offset = start.offset() + in.varint();
    Fields.Field key = in.field(Bounds.KEY_BYTES);
    Fields.Field value = in.field(budget.valueBytes());
    int headerCount = in.varint();
    if (headerCount < 0) {
      throw new InvalidRecordException("a record with " + headerCount + " headers");
    }
    // What is dropped counts too: it takes time, of which one poll must not need too much.
    long size = (long) key.length() + value.length();
    Header[] headers = Record.EMPTY_HEADERS;
    boolean headersCut = false;
    if (headerCount > 0) {
      HeaderReader reader = new HeaderReader(in, headerCount);
      headers = reader.read().toArray(Record.EMPTY_HEADERS);
      headersCut = reader.cut();
      size += reader.size();
    }
    if (headersCut || key.cut().isPresent() || value.cut().isPresent()) {
      headers = with(headers, new Cut(key.cut(), value.cut(), headersCut));
    }
    return new BoundedRecord(
        offset,
        start.logAppendTime().orElse(timestamp),
        key.bytes(),
        value.bytes(),
        headers,
        size,
        budget);
  }

  /** Stands for a record of which nothing can be read. */
  Record unreadable(long offset, String why) {
    return new BoundedRecord(
        offset,
        start.logAppendTime().orElse(start.timestamp()),
        null,
        null,
        new Header[] {Cut.unreadable(why)},
        0,
        budget);
  }

  private static Header[] with(Header[] headers, Header last) {
    List<Header> all = new ArrayList<>(List.of(headers));
    all.add(last);
    return all.toArray(Record.EMPTY_HEADERS);
  }
}
