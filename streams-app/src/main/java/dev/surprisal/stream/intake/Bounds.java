package dev.surprisal.stream.intake;

import dev.surprisal.image.ImageDecoder;
import dev.surprisal.stream.kafka.Topics;

/**
 * How much of the heap the records of one consumer may take.
 *
 * @param pollBytes of all the records of a poll; one record alone may be more
 * @param recordBytes what a record costs besides its own bytes: objects, and the pictures of a
 *     verdict
 * @param valueBytes of one value; of a longer one only the beginning is taken in
 */
public record Bounds(long pollBytes, long recordBytes, int valueBytes) {
  /** The consumer parameter, without its prefix, that carries the bounds. */
  public static final String KEY = "surprisal.bounds";

  /** A longer value is no image. */
  static final int IMAGE_BYTES = ImageDecoder.MAX_BYTES;

  /** A longer value is none that this software writes. */
  static final int MESSAGE_BYTES = Topics.LARGEST_OUTPUT;

  /** Of a longer key too, and the record is rejected. */
  public static final int KEY_BYTES = 1 << 20;

  /** Of more headers, or more of them, only those are kept that decide the record's outcome. */
  static final int HEADER_BYTES = 1 << 20;

  static final int HEADERS = 1_000;

  /** What stays of a key or value that is cut: enough to see what it is. */
  static final int KEPT_BYTES = 1_024;

  /** Of a header's objects. */
  static final int HEADER_OVERHEAD = 128;

  /** Of a record's objects, here, in Kafka Streams and in its verdict. */
  private static final int RECORD_OVERHEAD = 1_024;

  /** The image, its reconstruction and the residual. */
  private static final int PICTURES = 3;

  /** Fetched and not yet read, records of a poll, being decoded, being written: each as much. */
  private static final int SHARES = 16;

  /**
   * For a scorer.
   *
   * @param heap the JVM's maximum, in bytes
   * @param threads that share it
   * @param pixels of the model's images
   */
  public static Bounds of(long heap, int threads, int pixels) {
    return new Bounds(
        heap / SHARES / threads, RECORD_OVERHEAD + (long) PICTURES * pixels, IMAGE_BYTES);
  }

  /**
   * For who reads verdicts, labels, alerts or models.
   *
   * @param heap the JVM's maximum, in bytes
   */
  static Bounds ofMessages(long heap) {
    return new Bounds(heap / SHARES, RECORD_OVERHEAD, MESSAGE_BYTES);
  }
}
