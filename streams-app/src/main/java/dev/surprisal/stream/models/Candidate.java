package dev.surprisal.stream.models;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The model that scores a share of the images beside the one that judges them, and judges nothing.
 *
 * @param <M> what scores by it
 */
public final class Candidate<M> {
  /** 2^64 divided by the golden ratio. */
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** Where it begins. */
  public interface Begin {
    /**
     * The first offset that it scores.
     *
     * @param topicId of the topic that the record is on, if it is known
     */
    long of(int partition, Optional<String> topicId);
  }

  private final M model;
  private final double share;
  private final Begin begin;
  private final long topicBits;

  /**
   * @param images the topic whose images it scores
   * @param share of them, in (0, 1]
   */
  public Candidate(M model, String images, double share, Begin begin) {
    this.model = model;
    this.share = share;
    this.begin = begin;
    CRC32 crc = new CRC32();
    crc.update(images.getBytes(StandardCharsets.UTF_8));
    this.topicBits = crc.getValue() << Integer.SIZE;
  }

  /** What scores by it. */
  public M model() {
    return model;
  }

  /**
   * Whether it scores a record: the same answer on every instance and in a replay. A greater share
   * has all images of a smaller one.
   *
   * @param topicId of the topic that the record is on, if it is known
   */
  public boolean includes(int partition, long offset, Optional<String> topicId) {
    return offset >= begin.of(partition, topicId) && fraction(partition, offset) < share;
  }

  /** Of a record's place, uniform in [0, 1). */
  double fraction(int partition, long offset) {
    return (mixed(seed(partition) + (offset + 1) * GAMMA) >>> 11) * 0x1p-53;
  }

  long seed(int partition) {
    return mixed(topicBits | partition);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195). */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
