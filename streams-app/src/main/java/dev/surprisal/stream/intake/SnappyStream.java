package dev.surprisal.stream.intake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Decompresses Snappy within 128 KiB. The library holds a block as a whole, and how large a block
 * is, is up to whoever compressed it: some clients make one of a batch. Sources: the format's
 * description in Snappy's repository, and snappy-java's framing of blocks.
 */
final class SnappyStream extends InputStream {
  /** Of 3 bytes come 64 at most. */
  private static final long BEST_RATIO = 22;

  /** As far as compressors look back. */
  private static final int WINDOW = 1 << 16;

  /** Byte 0x82, then SNAPPY, then 0; two numbers of versions follow. */
  private static final long FRAMING = 0x82534E4150505900L;

  private static final int FRAMING_BYTES = 16;

  private final ByteBuffer in;
  private final boolean framed;

  /** The last bytes: at least a window of them, once there were as many. */
  private final byte[] out;

  /** Where the first byte is that was not read yet, and where the next decompressed one goes. */
  private int start;

  private int end;

  /** Why there is no more than that. */
  private Optional<IOException> broken = Optional.empty();

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
    this.out = new byte[(int) Math.min(2 * WINDOW, BEST_RATIO * in.remaining())];
  }

  @Override
  public int read() throws IOException {
    return start < end || decompress() ? out[start++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (start == end && !decompress()) {
      return -1;
    }
    int read = Math.min(length, end - start);
    System.arraycopy(out, start, bytes, offset, read);
    start += read;
    return read;
  }

  /**
   * Makes more bytes of it, when all that there were are read.
   *
   * @return whether there are any
   * @throws IOException where they break off, once what comes before is read
   */
  private boolean decompress() throws IOException {
    if (end == out.length && end > WINDOW) {
      System.arraycopy(out, end - WINDOW, out, 0, WINDOW);
      end = WINDOW;
      start = WINDOW;
    }
    try {
      while (end < out.length && broken.isEmpty() && hasElement()) {
        int n = Math.min(out.length - end, elementLeft);
        copy(n);
        end += n;
        elementLeft -= n;
      }
    } catch (IOException e) {
      broken = Optional.of(e);
    } catch (BufferUnderflowException e) {
      broken = Optional.of(new EOFException("Snappy's data end early"));
    }
    if (start == end && broken.isPresent()) {
      throw broken.get();
    }
    return start < end;
  }

  private void copy(int n) throws IOException {
    int from = end - distance;
    if (from < 0) {
      throw new IOException("Snappy's data look back by " + distance + " of " + end + " bytes");
    }
    if (distance == 0) {
      in.get(out, end, n);
    } else if (distance >= n) {
      System.arraycopy(out, from, out, end, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[end + i] = out[from + i];
      }
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

  private void readBlock() throws IOException {
    if (framed) {
      while (in.remaining() >= FRAMING_BYTES && in.getLong(in.position()) == FRAMING) {
        in.position(in.position() + FRAMING_BYTES);
      }
      if (!in.hasRemaining()) {
        return;
      }
      int size = in.getInt();
      if (size <= 0 || size > in.remaining()) {
        throw new IOException(
            "a block of Snappy has " + size + " bytes, but " + in.remaining() + " are left");
      }
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
