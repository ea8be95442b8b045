package dev.surprisal.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Builds PNG files chunk by chunk, also ones that no library would write. Source: PNG specification
 * (W3C, third edition), sections 5 and 11.
 */
final class PngFile {
  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGBA = 6;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private PngFile() {
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  }

  /** A file that has its signature and its header. */
  static PngFile header(int height, int width, int bits, int colorType, boolean interlaced) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colorType)
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) (interlaced ? 1 : 0))
            .array();
    return new PngFile().chunk("IHDR", header);
  }

  PngFile chunk(String type, byte[] content) {
    byte[] typed =
        ByteBuffer.allocate(4 + content.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    bytes.writeBytes(typed);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return this;
  }

  /** Each line a filter type and the packed samples. */
  PngFile lines(int... lines) {
    return chunk("IDAT", deflated(PngFile.bytes(lines)));
  }

  int length() {
    return bytes.size();
  }

  byte[] end() {
    chunk("IEND", new byte[0]);
    return bytes.toByteArray();
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(block, 0, deflater.deflate(block));
    }
    deflater.end();
    return out.toByteArray();
  }
}
