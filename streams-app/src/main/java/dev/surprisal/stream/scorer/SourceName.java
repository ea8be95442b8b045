package dev.surprisal.stream.scorer;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Which source a record is of: its key or a header of its says so.
 *
 * @param header that names it instead of the key
 */
record SourceName(Optional<String> header) {
  /** A key can be a megabyte; a source's name is not. */
  static final int MAX_BYTES = 256;

  static final SourceName KEY = new SourceName(Optional.empty());

  /** The name's first {@link #MAX_BYTES} bytes, or null where the record does not say. */
  byte[] of(Record<byte[], byte[]> record) {
    byte[] name = header.isPresent() ? named(record, header.get()) : record.key();
    return name == null || name.length <= MAX_BYTES ? name : Arrays.copyOf(name, MAX_BYTES);
  }

  private static byte[] named(Record<byte[], byte[]> record, String name) {
    Header found = record.headers().lastHeader(name);
    return found == null ? null : found.value();
  }
}
