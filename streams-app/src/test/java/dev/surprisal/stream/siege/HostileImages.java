package dev.surprisal.stream.siege;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Small PNG and JPEG files that ask for much work or memory. Sources: PNG specification (W3C, third
 * edition), sections 5 and 11; ITU-T T.81, annexes B and K.
 */
final class HostileImages {
  private static final int GRAY = 0;
  private static final int RGBA = 6;

  private HostileImages() {}

  /** Declares so many pixels a side, and has none. */
  static byte[] hugePng(int side) {
    return png(side, 8, GRAY, "IDAT", deflated(new byte[2]));
  }

  /** The most pixels that may be, in the costliest format. */
  static byte[] largestPng() {
    int side = 2048;
    byte[] lines = new byte[side * (1 + 8 * side)];
    for (int row = 0; row < side; row++) {
      // Paeth's filter, which does the most work.
      lines[row * (1 + 8 * side)] = 4;
    }
    return png(side, 16, RGBA, "IDAT", deflated(lines));
  }

  /** 64 MiB of zeros for the pixels of a small picture. */
  static byte[] inflatingPng() {
    return png(28, 8, GRAY, "IDAT", deflated(new byte[64 << 20]));
  }

  /** The same in comments, as many as fit into a megabyte. */
  static byte[] inflatingComments() {
    ByteArrayOutputStream comment = new ByteArrayOutputStream();
    comment.writeBytes("x\0\0".getBytes(StandardCharsets.US_ASCII));
    comment.writeBytes(deflated(new byte[64 << 20]));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] good = png(28, 8, GRAY, "IDAT", deflated(new byte[28 * 29]));
    int header = 8 + 25;
    file.write(good, 0, header);
    while (file.size() + comment.size() < (1 << 20) - good.length - 100) {
      file.writeBytes(chunk("zTXt", comment.toByteArray()));
    }
    file.write(good, header, good.length - header);
    return file.toByteArray();
  }

  private static byte[] png(int side, int bits, int color, String type, byte[] content) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(side)
            .putInt(side)
            .put((byte) bits)
            .put((byte) color)
            .array();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    file.writeBytes(chunk("IHDR", header));
    file.writeBytes(chunk(type, content));
    file.writeBytes(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  private static byte[] chunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    chunk.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  private static byte[] deflated(byte[] content) {
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

  /** Declares 65,535 pixels a side, and has none. */
  static byte[] hugeJpeg() {
    Jpeg file = new Jpeg(0xc0, 65_535, 1);
    file.table(0, 0);
    file.table(0x10, 0);
    file.scan(1, 0, 63, new byte[4]);
    return file.end();
  }

  /**
   * A progressive picture with empty scans.
   *
   * @param scans how many at most
   * @param length of the file at most
   */
  static byte[] emptyScans(int side, int components, int scans, int length) {
    int blocks = ((side + 7) / 8) * ((side + 7) / 8);
    Jpeg file = new Jpeg(0xc2, side, components);
    file.table(0, 0);
    file.table(0x10, 0xe0);
    for (int component = 1; component <= components; component++) {
      file.scan(component, 0, 0, new byte[(blocks + 7) / 8]);
    }
    // "0" is a run of 2^14 blocks without coefficients, and as many more as the next 14 bits say.
    byte[] run = new byte[(15 * ((blocks + 32_766) / 32_767) + 7) / 8];
    Arrays.fill(run, (byte) 0xff);
    for (int bit = 0; bit < run.length * 8; bit += 15) {
      run[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    for (int scan = components; scan < scans && file.length() < length - 100; scan++) {
      file.scan(1 + scan % components, 1, 63, run);
    }
    return file.end();
  }

  /** A JPEG file, segment by segment. */
  private static final class Jpeg {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Jpeg(int kind, int side, int components) {
      marker(0xd8);
      byte[] quantisation = new byte[65];
      Arrays.fill(quantisation, 1, 65, (byte) 1);
      segment(0xdb, quantisation);
      ByteBuffer frame = ByteBuffer.allocate(6 + 3 * components);
      frame.put((byte) 8).putShort((short) side).putShort((short) side).put((byte) components);
      for (int component = 1; component <= components; component++) {
        frame.put((byte) component).put((byte) 0x11).put((byte) 0);
      }
      segment(kind, frame.array());
    }

    /** A Huffman table of one code, "0", for a symbol. */
    void table(int index, int symbol) {
      byte[] content = new byte[18];
      content[0] = (byte) index;
      content[1] = 1;
      content[17] = (byte) symbol;
      segment(0xc4, content);
    }

    void scan(int component, int first, int last, byte[] coded) {
      segment(0xda, new byte[] {1, (byte) component, 0, (byte) first, (byte) last, 0});
      for (byte value : coded) {
        bytes.write(value);
        if (value == (byte) 0xff) {
          bytes.write(0);
        }
      }
    }

    private void segment(int marker, byte[] content) {
      marker(marker);
      bytes.write((content.length + 2) >> 8);
      bytes.write(content.length + 2);
      bytes.writeBytes(content);
    }

    private void marker(int marker) {
      bytes.write(0xff);
      bytes.write(marker);
    }

    int length() {
      return bytes.size();
    }

    byte[] end() {
      marker(0xd9);
      return bytes.toByteArray();
    }
  }
}
