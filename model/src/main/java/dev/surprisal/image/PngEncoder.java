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
  /** Deflated, filtered row by row, not interlaced. */
  private static final byte[] PLAIN = {0, 0, 0};

  /** Bytes beside the deflated pixels: signature, the frames of three chunks, header. */
  private static final int OVERHEAD = 8 + 3 * PngChunks.FRAME + 13;

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
    file.putLong(PngChunks.SIGNATURE);
    int header = begin(file, PngChunks.IHDR);
    file.putInt(shape.width()).putInt(shape.height());
    file.put((byte) 8).put((byte) PngColor.GRAY.code());
    file.put(PLAIN);
    end(file, header);
    int data = begin(file, PngChunks.IDAT);
    deflate(lines, file);
    end(file, data);
    end(file, begin(file, PngChunks.IEND));
    return Arrays.copyOf(file.array(), file.position());
  }

  /** The rows, each after a zero byte: the filter type "none". */
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

  /** Upper bound on the deflated size; incompressible data is stored, in blocks with a header. */
  private static int deflateBound(int bytes) {
    return bytes + bytes / 8 + 64;
  }

  /** Begins a chunk with a placeholder for its length; returns the position of its type. */
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
