package dev.surprisal.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the commonest of this application's PNG files, 8-bit grey and not interlaced, in a quarter
 * of the time of the JDK's reader. Owns an inflater; one per thread. Source: PNG specification
 * (W3C, third edition), section 9.
 */
final class PlainGrayPng {
  private final Inflater inflater = new Inflater();

  static boolean understands(PngChunks png) {
    return png.colorType() == PngChunks.GRAY
        && png.bits() == 8
        && !png.interlaced()
        && !png.hasPalette();
  }

  /**
   * The pixels, row-major.
   *
   * @throws IOException if there is not exactly one value for each pixel
   */
  byte[] read(PngChunks png) throws IOException {
    int stride = 1 + png.width();
    byte[] lines = new byte[Math.multiplyExact(stride, png.height())];
    inflate(png, lines);
    byte[] gray = new byte[png.width() * png.height()];
    for (int row = 0; row < png.height(); row++) {
      unfilter(lines, row * stride, gray, row * png.width(), png.width());
    }
    return gray;
  }

  private void inflate(PngChunks png, byte[] lines) throws IOException {
    inflater.reset();
    Iterator<ByteBuffer> pieces = png.data().iterator();
    int filled = 0;
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(lines, filled, lines.length - filled);
        filled += n;
        if (n == 0 && !inflater.finished()) {
          if (!inflater.needsInput() || !pieces.hasNext()) {
            throw new IOException("expected %d bytes of data".formatted(lines.length));
          }
          inflater.setInput(pieces.next());
        }
      }
    } catch (DataFormatException e) {
      throw new IOException("broken data", e);
    }
    if (filled < lines.length) {
      throw new IOException("expected %d bytes of data, got %d".formatted(lines.length, filled));
    }
  }

  /** {@code above} is the row before {@code to}; there is none above the first. */
  private static void unfilter(byte[] lines, int line, byte[] gray, int to, int width)
      throws IOException {
    System.arraycopy(lines, line + 1, gray, to, width);
    boolean first = to == 0;
    switch (lines[line]) {
      case 0 -> {}
      case 1 -> sub(gray, to, width);
      case 2 -> {
        if (!first) {
          up(gray, to, width);
        }
      }
      case 3 -> average(gray, to, width, first);
      case 4 -> {
        if (first) {
          sub(gray, to, width);
        } else {
          paeth(gray, to, width);
        }
      }
      default -> throw new IOException("unknown filter " + lines[line]);
    }
  }

  private static void sub(byte[] gray, int to, int width) {
    for (int i = to + 1; i < to + width; i++) {
      gray[i] += gray[i - 1];
    }
  }

  private static void up(byte[] gray, int to, int width) {
    for (int i = to; i < to + width; i++) {
      gray[i] += gray[i - width];
    }
  }

  private static void average(byte[] gray, int to, int width, boolean first) {
    int left = 0;
    for (int i = to; i < to + width; i++) {
      int above = first ? 0 : gray[i - width] & 0xff;
      gray[i] += (byte) ((left + above) / 2);
      left = gray[i] & 0xff;
    }
  }

  private static void paeth(byte[] gray, int to, int width) {
    int left = 0;
    int corner = 0;
    for (int i = to; i < to + width; i++) {
      int above = gray[i - width] & 0xff;
      int toLeft = Math.abs(above - corner);
      int toAbove = Math.abs(left - corner);
      int toCorner = Math.abs(left + above - 2 * corner);
      int nearest =
          toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
      gray[i] += (byte) nearest;
      left = gray[i] & 0xff;
      corner = above;
    }
  }
}
