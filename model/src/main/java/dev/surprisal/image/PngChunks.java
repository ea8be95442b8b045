package dev.surprisal.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A PNG file's chunks, each held to its checksum, from signature to end. The JDK's reader skips the
 * checksums and takes files that end early. Source: PNG specification (W3C, third edition), section
 * 5.
 */
final class PngChunks {
  static final int GRAY = 0;

  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;

  /** Beside the content: length, type and checksum. */
  private static final int FRAME = 12;

  private final ByteBuffer file;
  private final List<ByteBuffer> data = new ArrayList<>(1);
  private final ByteArrayOutputStream palette = new ByteArrayOutputStream(0);
  private final CRC32 crc = new CRC32();
  private ByteBuffer header;

  private PngChunks(byte[] value) {
    this.file = ByteBuffer.wrap(value);
  }

  /**
   * @throws IOException if the file is damaged or has no picture
   */
  static PngChunks of(byte[] value) throws IOException {
    PngChunks chunks = new PngChunks(value);
    expect(value.length >= 8 && chunks.file.getLong() == SIGNATURE, "no PNG signature");
    while (!chunks.readOne()) {}
    expect(!chunks.data.isEmpty(), "no image data");
    return chunks;
  }

  int width() {
    return header.getInt(0);
  }

  int height() {
    return header.getInt(4);
  }

  int bits() {
    return header.get(8);
  }

  int colorType() {
    return header.get(9);
  }

  boolean interlaced() {
    return header.get(12) != 0;
  }

  /** Whether palette or transparent colour decide on the pixels. */
  boolean hasPalette() {
    return palette.size() > 0;
  }

  /** The deflated pixels, in pieces. */
  List<ByteBuffer> data() {
    return data;
  }

  /** A file of the chunks that decide on the pixels, and no other that a reader might inflate. */
  byte[] essential() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.capacity());
    out.write(file.array(), 0, 8);
    writeFramed(out, header);
    out.writeBytes(palette.toByteArray());
    data.forEach(piece -> writeFramed(out, piece));
    out.writeBytes(HexFormat.of().parseHex("0000000049454e44ae426082"));
    return out.toByteArray();
  }

  /** Whether it was the last one. */
  private boolean readOne() throws IOException {
    expect(file.remaining() >= FRAME, "the file is truncated");
    int length = file.getInt();
    expect(length >= 0 && length <= file.remaining() - 8, "the file is truncated");
    int start = file.position();
    int type = file.getInt();
    crc.reset();
    crc.update(file.array(), start, 4 + length);
    expect(file.getInt(start + 4 + length) == (int) crc.getValue(), "a checksum is wrong");
    ByteBuffer content = file.slice(start + 4, length);
    file.position(start + 8 + length);
    expect(header != null || type == IHDR, "no header");
    switch (type) {
      case IHDR -> readHeader(content);
      case IDAT -> data.add(content);
      case PLTE, TRNS -> writeFramed(palette, content);
      default -> expect(type == IEND || (type & 0x20000000) != 0, "an unknown critical chunk");
    }
    return type == IEND;
  }

  private void readHeader(ByteBuffer content) throws IOException {
    expect(header == null && content.capacity() == 13, "a broken header");
    header = content;
    expect(width() > 0 && height() > 0, "a picture without pixels");
  }

  /** With the length, type and checksum that stand around it in the file. */
  private void writeFramed(ByteArrayOutputStream out, ByteBuffer content) {
    out.write(file.array(), content.arrayOffset() - 8, content.capacity() + FRAME);
  }

  private static void expect(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}
