package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.InputStream;

/** How much of the heap a set of images may occupy. */
final class HeapBudget {
  /** Most bytes of pixels that are kept in memory: a quarter of the heap. */
  static final long PIXELS = Runtime.getRuntime().maxMemory() / 4;

  private HeapBudget() {}

  /**
   * Reads pixels that must be kept in memory. Memory grows with the bytes that arrive, so that a
   * header that promises too much allocates nothing.
   *
   * @param name of the file, for the message
   * @param expected bytes that the header promises
   * @param most bytes that may be kept
   * @return fewer bytes than expected if the stream ends before them
   * @throws BadInputException if there are more than {@code most}
   */
  static byte[] read(String name, InputStream in, long expected, long most) throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(expected, most + 1));
    if (bytes.length > most) {
      throw new BadInputException(
          "%s: expected at most %d bytes of pixels, a quarter of the heap, got %d; unpack the file, which then stays on the disk, or give Java a larger heap (-Xmx)"
              .formatted(name, most, expected));
    }
    return bytes;
  }
}
