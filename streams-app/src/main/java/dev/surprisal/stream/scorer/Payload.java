package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.intake.Cut;
import dev.surprisal.stream.kafka.OwnHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What of a record decides its outcome. Refers to the record's bytes, does not copy them. */
public final class Payload {
  private final byte[] value;
  private final Headers headers;

  /**
   * @param value as it came, or null
   */
  public Payload(byte[] value, Headers headers) {
    this.value = value;
    this.headers = headers;
  }

  /** The record's own array, or null. */
  public byte[] value() {
    return value;
  }

  /** What is missing of the record, if it came in cut. */
  Optional<Cut> cut() {
    return Cut.in(headers);
  }

  /** What the producer says that the value is. */
  public Optional<String> contentType() {
    Header header = headers.lastHeader(OwnHeaders.CONTENT_TYPE);
    return header == null
        ? Optional.empty()
        : Optional.of(header.value() == null ? "" : new String(header.value(), UTF_8));
  }

  /** The first header in the name space that only we write. */
  public Optional<String> reservedHeader() {
    for (Header header : headers) {
      if (header.key().startsWith(OwnHeaders.PREFIX)) {
        return Optional.of(header.key());
      }
    }
    return Optional.empty();
  }
}
