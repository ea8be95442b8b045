package dev.surprisal.stream.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.kafka.OwnHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Reads one record's headers. Where they are too many, or have too many bytes, only those are kept
 * that decide the record's outcome: its content type, and one with a name that is reserved for us.
 */
final class HeaderReader {
  /** Longer than any name or content type that means something here. */
  private static final int DECISIVE_BYTES = 256;

  /** The shorter of the names that decide. */
  private static final int DECISIVE_NAME = OwnHeaders.PREFIX.length();

  private final Fields in;
  private final int count;
  private final List<Header> kept = new ArrayList<>();
  private long bytes;
  private boolean cut;

  HeaderReader(Fields in, int count) {
    this.in = in;
    this.count = count;
    this.cut = count > Bounds.HEADERS;
  }

  List<Header> read() throws IOException {
    for (int i = 0; i < count; i++) {
      readOne();
    }
    return kept;
  }

  /** Whether some were left out. */
  boolean cut() {
    return cut;
  }

  /** Bytes of all names and values, with those that were left out. */
  long size() {
    return bytes;
  }

  private void readOne() throws IOException {
    int nameLength = in.varint();
    if (nameLength < 0) {
      throw new InvalidRecordException("a header without a name");
    }
    count(nameLength);
    String name = "";
    if (cut && nameLength < DECISIVE_NAME) {
      in.skip(nameLength);
    } else {
      name = new String(bytes(nameLength), UTF_8);
    }
    int valueLength = in.varint();
    count(Math.max(0, valueLength));
    if (cut && !decides(name)) {
      in.skip(valueLength);
    } else {
      keep(new RecordHeader(name, valueLength < 0 ? null : bytes(valueLength)));
    }
  }

  private void count(int more) {
    bytes += more;
    if (bytes > Bounds.HEADER_BYTES && !cut) {
      cut = true;
      kept.removeIf(header -> !decides(header.key()));
    }
  }

  private byte[] bytes(int length) throws IOException {
    int wanted = cut ? Math.min(length, DECISIVE_BYTES) : length;
    byte[] wantedBytes = in.bytes(wanted);
    in.skip(length - wanted);
    return wantedBytes;
  }

  /** Of those that decide, the last content type counts, and one reserved name is enough. */
  private void keep(Header header) {
    if (cut) {
      boolean reserved = header.key().startsWith(OwnHeaders.PREFIX);
      kept.removeIf(before -> before.key().startsWith(OwnHeaders.PREFIX) == reserved);
    }
    kept.add(header);
  }

  private static boolean decides(String name) {
    return name.equals(OwnHeaders.CONTENT_TYPE) || name.startsWith(OwnHeaders.PREFIX);
  }
}
