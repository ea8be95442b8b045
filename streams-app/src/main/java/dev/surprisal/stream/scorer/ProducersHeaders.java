package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.intake.Cut;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.OwnHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of an image's record that its outputs have too, as traces need them. */
final class ProducersHeaders {
  private static final long OVERHEAD = OutputLimit.size(null, null, List.of());

  private ProducersHeaders() {}

  /** All of them: a second attempt at the record needs them. None of our own. */
  static Headers all(Headers headers) {
    return new RecordHeaders(foreign(headers).toList());
  }

  /**
   * Those that hold for a verdict, whose value is JSON: without {@code content-type}. Where they do
   * not fit, or were left out as the record came in, {@link OwnHeaders#CUT} says so instead.
   *
   * @param limit on their size, in bytes
   */
  static Headers ofVerdict(Headers headers, int limit) {
    boolean cameInCut = Cut.in(headers).map(Cut::headers).orElse(false);
    Headers kept =
        new RecordHeaders(
            foreign(headers)
                .filter(header -> !header.key().equals(OwnHeaders.CONTENT_TYPE))
                .toList());
    boolean fits = size(kept) <= limit;
    Headers passed = fits ? kept : new RecordHeaders();
    return fits && !cameInCut ? passed : passed.add(OwnHeaders.CUT, "headers".getBytes(UTF_8));
  }

  /** An upper bound on what headers add to a record, in bytes. */
  static int size(Headers headers) {
    return (int) Math.min(OutputLimit.size(null, null, headers) - OVERHEAD, Integer.MAX_VALUE);
  }

  private static Stream<Header> foreign(Headers headers) {
    return Stream.of(headers.toArray())
        .filter(header -> !header.key().startsWith(OwnHeaders.PREFIX))
        .filter(header -> !(header instanceof Cut));
  }
}
