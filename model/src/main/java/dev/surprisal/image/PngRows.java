package dev.surprisal.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A PNG file's rows of samples, inflated and unfiltered. Memory stays near {@value #BLOCK} bytes,
 * whatever the picture's size. Owns an inflater; one per thread. Source: PNG specification (W3C,
 * third edition), sections 9 and 10.
 */
final class PngRows {
  private static final int BLOCK = 1 << 16;

  /** Compressed bytes between two looks at the clock. */
  private static final int PIECE = 1 << 14;

  private final Inflater inflater = new Inflater();
  private byte[] lines = new byte[BLOCK];
  private ByteBuffer file;
  private int pieceStart;
  private int pieceEnd;
  private int nextChunk;
  private int distance;
  private TimeBudget time;

  /** Takes one unfiltered row. */
  interface RowReader {
    /**
     * @param row its number, from 0
     * @param lines where its packed samples are, from {@code at} on
     */
    void read(int row, byte[] lines, int at) throws IOException;
  }

  /** Starts at a file's first row. */
  void open(PngChunks png, TimeBudget budget) {
    inflater.reset();
    file = ByteBuffer.wrap(png.bytes());
    nextChunk = png.firstData();
    pieceStart = 0;
    pieceEnd = 0;
    distance = Math.max(1, png.color().channels() * png.bits() / 8);
    time = budget;
  }

  /**
   * Reads the next rows: all of a picture, or of one pass of an interlaced one.
   *
   * @param length bytes of a row, without its filter byte
   * @throws IOException if the data is broken or ends before the last row
   */
  void read(int rows, int length, RowReader reader) throws IOException {
    int stride = 1 + length;
    // The first slot holds the row above the block's first: zeros above the first row of all.
    int slots = Math.min(rows, Math.max(1, BLOCK / stride));
    if (lines.length < (1 + slots) * stride) {
      lines = new byte[(1 + slots) * stride];
    }
    Arrays.fill(lines, 0, stride, (byte) 0);
    for (int done = 0; done < rows; done += slots) {
      int count = Math.min(slots, rows - done);
      inflate(stride, count * stride);
      for (int i = 1; i <= count; i++) {
        unfilter(i * stride, stride);
        reader.read(done + i - 1, lines, i * stride + 1);
      }
      System.arraycopy(lines, count * stride, lines, 0, stride);
    }
  }

  /**
   * @throws IOException if there is more data than the rows that were read
   */
  void expectEnd() throws IOException {
    byte[] one = new byte[1];
    if (fill(one, 0, 1) > 0) {
      throw new IOException("more data than pixels");
    }
  }

  private void inflate(int from, int length) throws IOException {
    int got = fill(lines, from, length);
    if (got < length) {
      throw new IOException("the data ends before the last row");
    }
  }

  /** Returns how many bytes there were; fewer than {@code length} at the end of the data. */
  private int fill(byte[] to, int from, int length) throws IOException {
    int filled = 0;
    try {
      while (filled < length && !inflater.finished()) {
        int n = inflater.inflate(to, from + filled, length - filled);
        filled += n;
        if (n == 0 && !inflater.finished()) {
          if (!inflater.needsInput() || !nextPiece()) {
            throw new IOException("the data ends before the last row");
          }
          inflater.setInput(file.array(), pieceStart, Math.min(PIECE, pieceEnd - pieceStart));
          pieceStart += Math.min(PIECE, pieceEnd - pieceStart);
        }
      }
      return filled;
    } catch (DataFormatException e) {
      throw new IOException("broken data", e);
    }
  }

  /** Goes to the next compressed bytes; false after the last. */
  private boolean nextPiece() throws IOException {
    if (pieceStart > 0) {
      // Not for the first one: to read the clock takes a tenth of the time of a small image.
      time.check();
    }
    while (pieceStart == pieceEnd) {
      int length = file.getInt(nextChunk);
      if (file.getInt(nextChunk + 4) != PngChunks.IDAT) {
        return false;
      }
      pieceStart = nextChunk + 8;
      pieceEnd = pieceStart + length;
      nextChunk = pieceEnd + 4;
    }
    return true;
  }

  private void unfilter(int line, int stride) throws IOException {
    int from = line + 1;
    int end = line + stride;
    switch (lines[line]) {
      case 0 -> {}
      case 1 -> sub(from, end);
      case 2 -> up(from, end, stride);
      case 3 -> average(from, end, stride);
      case 4 -> paeth(from, end, stride);
      default -> throw new IOException("unknown filter " + lines[line]);
    }
  }

  private void sub(int from, int end) {
    for (int i = from + distance; i < end; i++) {
      lines[i] += lines[i - distance];
    }
  }

  private void up(int from, int end, int stride) {
    for (int i = from; i < end; i++) {
      lines[i] += lines[i - stride];
    }
  }

  private void average(int from, int end, int stride) {
    byte[] bytes = lines;
    int back = distance;
    int second = Math.min(end, from + back);
    for (int i = from; i < second; i++) {
      bytes[i] += (byte) ((bytes[i - stride] & 0xff) / 2);
    }
    for (int i = second; i < end; i++) {
      bytes[i] += (byte) (((bytes[i - back] & 0xff) + (bytes[i - stride] & 0xff)) / 2);
    }
  }

  private void paeth(int from, int end, int stride) {
    byte[] bytes = lines;
    int back = distance;
    int second = Math.min(end, from + back);
    for (int i = from; i < second; i++) {
      // Left of the first pixel are zeros, so that the sample above is the nearest.
      bytes[i] += bytes[i - stride];
    }
    for (int i = second; i < end; i++) {
      int left = bytes[i - back] & 0xff;
      int above = bytes[i - stride] & 0xff;
      int corner = bytes[i - stride - back] & 0xff;
      bytes[i] += (byte) nearest(left, above, corner);
    }
  }

  /**
   * Paeth's predictor: of the three values the one nearest to left + above − corner, in this order
   * among equals. It is the larger or smaller of left and above unless the corner lies between
   * them, which takes no branches and half the time of the three distances.
   */
  static int nearest(int left, int above, int corner) {
    int smaller = Math.min(left, above);
    int larger = Math.max(left, above);
    int threshold = 3 * corner - left - above;
    int upper = larger <= threshold ? smaller : corner;
    return threshold <= smaller ? larger : upper;
  }
}
