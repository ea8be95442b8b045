package dev.surprisal.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes grey images as PNG files, 8 bits a pixel and unfiltered. Owns a deflater; one per thread.
 * Source: PNG specification (W3C, third edition), sections 5, 10 and 11.
 */
public final class PngEncoder implements AutoCloseable {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** Deflated, filtered line by line, not interlaced. */
  private static final byte[] PLAIN = {0, 0, 0};

  /** Beside the deflated pixels: the signature, three chunks' frames, the header's 13 bytes. */
  private static final int OVERHEAD = 8 + 3 * 12 + 13;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final CRC32 crc = new CRC32();

  /** A whole 8-bit grey PNG file. */
  public static byte[] encodeOne(GrayImage image) {
    try (PngEncoder encoder = new PngEncoder()) {
      return encoder.encode(image);
    }
  }

  /** A whole 8-bit grey PNG file. */
  public byte[] encode(GrayImage image) {
    ImageShape shape = image.shape();
    byte[] lines = lines(image);
    ByteBuffer file = ByteBuffer.allocate(OVERHEAD + deflateBound(lines.length));
    file.putLong(SIGNATURE);
    int header = begin(file, IHDR);
    file.putInt(shape.width()).putInt(shape.height());
    file.put((byte) 8).put((byte) PngChunks.GRAY);
    file.put(PLAIN);
    end(file, header);
    int data = begin(file, IDAT);
    deflate(lines, file);
    end(file, data);
    end(file, begin(file, IEND));
    return Arrays.copyOf(file.array(), file.position());
  }

  /** Each line after a byte that says: no filter. */
  private static byte[] lines(GrayImage image) {
    int width = image.shape().width();
    byte[] lines = new byte[image.shape().height() * (1 + width)];
    for (int row = 0; row < image.shape().height(); row++) {
      image.copyRow(row, lines, row * (1 + width) + 1);
    }
    return lines;
  }

  private void deflate(byte[] lines, ByteBuffer file) {
    deflater.reset();
    deflater.setInput(lines);
    deflater.finish();
    deflater.deflate(file);
    if (!deflater.finished()) {
      throw new IllegalStateException("deflate: expected to end within " + file.capacity());
    }
  }

  /** Above zlib's own: what it cannot press it stores, at a few bytes a block. */
  private static int deflateBound(int bytes) {
    return bytes + bytes / 8 + 64;
  }

  /** Leaves room for the length; answers where the chunk's type stands. */
  private static int begin(ByteBuffer file, int type) {
    file.putInt(0);
    int start = file.position();
    file.putInt(type);
    return start;
  }

  private void end(ByteBuffer file, int start) {
    int length = file.position() - start;
    file.putInt(start - Integer.BYTES, length - Integer.BYTES);
    crc.reset();
    crc.update(file.slice(start, length));
    file.putInt((int) crc.getValue());
  }

  @Override
  public void close() {
    deflater.end();
  }
}
