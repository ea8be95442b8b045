package dev.surprisal.stream.intake;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Says of a record that came in without some of its bytes what is missing. A header within this
 * process only: no producer can forge it, since what comes over the wire is another class.
 *
 * @param wholeKey the true key, where the record's is only its beginning
 * @param wholeValue the true value, where the record's is only its beginning
 * @param headers whether headers were left out
 * @param unreadable why nothing could be read of the record, for a person
 */
public record Cut(
    Optional<Whole> wholeKey,
    Optional<Whole> wholeValue,
    boolean headers,
    Optional<String> unreadable)
    implements Header {
  private static final String KEY = "surprisal-cut";

  /**
   * A key or value before it was cut.
   *
   * @param length in bytes
   * @param sha256 of all of them, in hexadecimal digits
   */
  public record Whole(int length, String sha256) {}

  Cut(Optional<Whole> wholeKey, Optional<Whole> wholeValue, boolean headers) {
    this(wholeKey, wholeValue, headers, Optional.empty());
  }

  static Cut unreadable(String why) {
    return new Cut(Optional.empty(), Optional.empty(), false, Optional.of(why));
  }

  @Override
  public String key() {
    return KEY;
  }

  /** Empty: it must never leave the process, and says nothing where it does. */
  @Override
  public byte[] value() {
    return new byte[0];
  }

  /** What a record is missing, if anything. */
  public static Optional<Cut> in(Headers headers) {
    return headers.lastHeader(KEY) instanceof Cut cut ? Optional.of(cut) : Optional.empty();
  }
}
