package dev.surprisal.stream.source;

import dev.surprisal.score.Term;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;

/**
 * A record of a source, and what became of it.
 *
 * @param source its name
 * @param offset the record's
 * @param timestamp the record's, in milliseconds since 1970
 * @param headers that an alert about it has too
 */
public record Sighting(
    Bytes source, long offset, long timestamp, Headers headers, Finding finding) {
  /** What became of a record. */
  public enum Kind {
    NORMAL,
    ANOMALOUS,
    REJECTED
  }

  /**
   * What became of it.
   *
   * @param term that contributed most to an anomaly, if any did
   * @param pValue of the image; NaN of a record that was rejected
   * @param json the record on the topic of the anomalies, within so many bytes; empty otherwise
   */
  public record Finding(Kind kind, double pValue, Optional<Term> term, IntFunction<byte[]> json) {
    public static final Finding REJECTED =
        new Finding(Kind.REJECTED, Double.NaN, Optional.empty(), room -> new byte[0]);

    /** Of an image that is not anomalous. */
    public static Finding normal(double pValue) {
      return new Finding(Kind.NORMAL, pValue, Optional.empty(), room -> new byte[0]);
    }
  }
}
