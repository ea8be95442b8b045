package dev.surprisal.stream.intake;

import dev.surprisal.data.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.apache.kafka.common.utils.ByteUtils;

/** The fields of the records of one batch, one after the other, as they are decompressed. */
final class Fields {
  private static final int BLOCK = 1 << 16;

  private final InputStream in;
  private byte[] block;

  Fields(InputStream in) {
    this.in = in;
  }

  /** A key or a value: the whole of it, or its beginning. */
  static final class Field {
    private static final Field NULL = new Field(null, Optional.empty());

    private final byte[] bytes;
    private final Optional<Cut.Whole> cut;

    private Field(byte[] bytes, Optional<Cut.Whole> cut) {
      this.bytes = bytes;
      this.cut = cut;
    }

    /** The reader's own array, or null. */
    byte[] bytes() {
      return bytes;
    }

    /** What the bytes are the beginning of. */
    Optional<Cut.Whole> cut() {
      return cut;
    }

    /** Before it was cut, in bytes. */
    int length() {
      return cut.isPresent() ? cut.get().length() : bytes == null ? 0 : bytes.length;
    }
  }

  /** Reads a field; of one that is longer than the limit its beginning. */
  Field field(int limit) throws IOException {
    int length = varint();
    if (length < 0) {
      return Field.NULL;
    }
    if (length <= limit) {
      return new Field(bytes(length), Optional.empty());
    }
    byte[] beginning = bytes(Bounds.KEPT_BYTES);
    String digest = digest(beginning, length - beginning.length);
    return new Field(beginning, Optional.of(new Cut.Whole(length, digest)));
  }

  int varint() throws IOException {
    return ByteUtils.readVarint(in);
  }

  long varlong() throws IOException {
    return ByteUtils.readVarlong(in);
  }

  byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    if (in.readNBytes(bytes, 0, length) < length) {
      throw endsEarly();
    }
    return bytes;
  }

  void skip(int length) throws IOException {
    int left = length;
    while (left > 0) {
      left -= nextBlock(left);
    }
  }

  private String digest(byte[] beginning, int following) throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(beginning);
    int left = following;
    while (left > 0) {
      int read = nextBlock(left);
      digest.update(block, 0, read);
      left -= read;
    }
    return Sha256.hex(digest);
  }

  private int nextBlock(int left) throws IOException {
    if (block == null) {
      block = new byte[BLOCK];
    }
    int read = in.read(block, 0, Math.min(left, BLOCK));
    if (read <= 0) {
      throw endsEarly();
    }
    return read;
  }

  private static EOFException endsEarly() {
    return new EOFException("the batch ends within a record");
  }
}
