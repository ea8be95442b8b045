package dev.surprisal.stream.testing;

import java.io.OutputStream;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Compresses to one Snappy block of any size without framing, as librdkafka does with a batch:
 * repeated bytes as copies, all others as literals. Source: the format's description in Snappy's
 * repository.
 */
final class RawSnappy extends OutputStream {
  private static final int LONGEST_COPY = 64;
  private static final int LENGTH_BYTES = 5;

  private final ByteBufferOutputStream to;
  private final int start;
  private long length;
  private int last = -1;
  private int repeats;

  RawSnappy(ByteBufferOutputStream to) {
    this.to = to;
    this.start = to.position();
    to.write(new byte[LENGTH_BYTES], 0, LENGTH_BYTES);
  }

  @Override
  public void write(int b) {
    int next = b & 0xff;
    length++;
    if (next == last) {
      repeats++;
      if (repeats == LONGEST_COPY) {
        writeCopy();
      }
    } else {
      writeCopy();
      to.write(0);
      to.write(next);
      last = next;
    }
  }

  private void writeCopy() {
    if (repeats > 0) {
      to.write(((repeats - 1) << 2) | 2);
      to.write(1);
      to.write(0);
      repeats = 0;
    }
  }

  /** Completes the block by its length, a varint of five bytes at its start. */
  @Override
  public void close() {
    writeCopy();
    for (int i = 0; i < LENGTH_BYTES; i++) {
      int more = i < LENGTH_BYTES - 1 ? 0x80 : 0;
      to.buffer().put(start + i, (byte) (((length >> (7 * i)) & 0x7f) | more));
    }
  }
}
