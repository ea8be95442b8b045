package dev.surprisal.stream.intake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Decompresses Snappy within 64 KiB. The library holds a block as a whole, and how large a block is
 * is up to whoever compressed it: some clients make one of a batch. Sources: the format's
 * description in Snappy's repository, and snappy-java's framing of blocks.
 */
final class SnappyStream extends InputStream {
  /** Of 3 bytes come 64 at most. */
  static final int BEST_RATIO = 22;

  /** As far as compressors look back. */
  private static final int WINDOW = 1 << 16;

  /** Byte 0x82, then SNAPPY, then 0; two numbers of versions follow. */
  private static final long FRAMING = 0x82534E4150505900L;

  private static final int FRAMING_BYTES = 16;

  private final ByteBuffer in;
  private final boolean framed;
  private final byte[] window = new byte[WINDOW];

  /** The number of bytes so far; only its lower bits count. */
  private int position;

  private int blockLeft;
  private boolean lastBlock;
  private int elementLeft;

  /** How far back the element at hand is copied from; 0 if it is literal. */
  private int distance;

  /**
   * @param in what was compressed, from its position to its limit
   */
  SnappyStream(ByteBuffer in) {
    this.in = in;
    this.framed = in.remaining() >= FRAMING_BYTES && in.getLong(in.position()) == FRAMING;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = 0;
      while (read < length && hasElement()) {
        int n = Math.min(length - read, elementLeft);
        copy(bytes, offset + read, n);
        read += n;
        elementLeft -= n;
      }
      return read == 0 && length > 0 ? -1 : read;
    } catch (BufferUnderflowException e) {
      throw new EOFException("Snappy's data end early");
    }
  }

  private void copy(byte[] bytes, int offset, int n) {
    for (int i = 0; i < n; i++) {
      byte next = distance == 0 ? in.get() : window[(position - distance) & (WINDOW - 1)];
      window[position++ & (WINDOW - 1)] = next;
      bytes[offset + i] = next;
    }
  }

  private boolean hasElement() throws IOException {
    while (elementLeft == 0) {
      if (blockLeft > 0) {
        readElement();
      } else if (in.hasRemaining() && !lastBlock) {
        readBlock();
      } else {
        return false;
      }
    }
    return true;
  }

  private void readBlock() {
    if (framed) {
      while (in.remaining() >= FRAMING_BYTES && in.getLong(in.position()) == FRAMING) {
        in.position(in.position() + FRAMING_BYTES);
      }
      if (!in.hasRemaining()) {
        return;
      }
      in.getInt();
    }
    lastBlock = !framed;
    blockLeft = 0;
    int shift = 0;
    byte part;
    do {
      part = in.get();
      blockLeft |= (part & 0x7f) << shift;
      shift += 7;
    } while (part < 0);
  }

  private void readElement() throws IOException {
    int tag = in.get() & 0xff;
    int upper = tag >> 2;
    switch (tag & 3) {
      case 0 -> {
        elementLeft = 1 + (upper < 60 ? upper : number(upper - 59));
        distance = 0;
      }
      case 1 -> element(4 + (upper & 7), ((tag >> 5) << 8) | number(1));
      case 2 -> element(1 + upper, number(2));
      default -> element(1 + upper, number(4));
    }
    blockLeft -= elementLeft;
    if (elementLeft <= 0 || blockLeft < 0) {
      throw new IOException("a Snappy element is longer than its block");
    }
  }

  private void element(int length, int from) throws IOException {
    if (from <= 0 || from > WINDOW) {
      throw new IOException("Snappy's data look back by " + from + " bytes");
    }
    elementLeft = length;
    distance = from;
  }

  /** Little-endian. */
  private int number(int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (in.get() & 0xff) << (8 * i);
    }
    return number;
  }
}
