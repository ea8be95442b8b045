package dev.surprisal.stream.scorer;

import dev.surprisal.score.Outcome;
import dev.surprisal.stream.kafka.OwnHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries a record's outcome, by which model it was judged, which topic it was on, and what a
 * candidate found out, from the consumer to the processor, within this process. No producer can
 * forge it: what comes over the wire is another class.
 */
record OutcomeHeader(
    Outcome outcome, Judge judge, Optional<String> topicId, Optional<Shadowed> shadowed)
    implements Header {
  private static final String KEY = OwnHeaders.PREFIX + "outcome";

  @Override
  public String key() {
    return KEY;
  }

  /** Empty: it must never leave the process, and says nothing where it does. */
  @Override
  public byte[] value() {
    return new byte[0];
  }

  static Optional<OutcomeHeader> in(Headers headers) {
    for (Header header : headers.headers(KEY)) {
      if (header instanceof OutcomeHeader carrier) {
        return Optional.of(carrier);
      }
    }
    return Optional.empty();
  }
}
