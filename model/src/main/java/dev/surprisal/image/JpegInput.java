package dev.surprisal.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes for the JDK's JPEG reader, which stops when its time is over: it reads them as it works.
 */
final class JpegInput extends ImageInputStreamImpl {
  private final byte[] bytes;
  private final TimeBudget time;

  JpegInput(byte[] bytes, TimeBudget time) {
    this.bytes = bytes;
    this.time = time;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    time.check();
    bitOffset = 0;
    int n = (int) Math.min(length, bytes.length - streamPos);
    if (n <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, target, offset, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
