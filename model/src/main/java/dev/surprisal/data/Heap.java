package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.InputStream;

/** How much of the heap images may take. */
final class Heap {
  /** Bytes of pixels that are kept in memory at most: a quarter of the heap. */
  static final long KEPT = Runtime.getRuntime().maxMemory() / 4;

  private Heap() {}

  /**
   * Reads what can only be read as a whole. Grows with what is there, so that a lying header cannot
   * make us allocate.
   *
   * @param name of the file
   * @return fewer bytes than expected if the stream ends before them
   * @param kept bytes at most
   * @throws BadInputException if there are more than that
   */
  static byte[] read(String name, InputStream in, long expected, long kept) throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(expected, kept + 1));
    if (bytes.length > kept) {
      throw new BadInputException(
          "%s: expected at most %d bytes of pixels, a quarter of the heap, got %d; unpack the file, which then stays on the disk, or give Java more: JAVA_OPTS=-Xmx4g"
              .formatted(name, kept, expected));
    }
    return bytes;
  }
}
