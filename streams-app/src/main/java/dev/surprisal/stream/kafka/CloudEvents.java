package dev.surprisal.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The attributes of CloudEvents 1.0 as record headers: the Kafka protocol binding's binary mode, in
 * which the value stays as it is. Source: CloudEvents, Kafka Protocol Binding 1.0.2, section 3.2.
 */
public final class CloudEvents {
  /** What an output record tells. */
  public enum Type {
    SCORED("dev.surprisal.image.scored", "scores"),
    ANOMALOUS("dev.surprisal.image.anomalous", "anomalies"),
    REJECTED("dev.surprisal.image.rejected", "rejected"),
    ALERT("dev.surprisal.source.alert", "alerts"),
    SHADOWED("dev.surprisal.image.shadowed", "shadow");

    private final String wireName;
    private final String output;

    Type(String wireName, String output) {
      this.wireName = wireName;
      this.output = output;
    }
  }

  private static final String PREFIX = "ce_";
  private static final String SPEC_VERSION = PREFIX + "specversion";
  private static final String JSON = "application/json";
  private static final int LONGEST_ID_AFTER_TOPIC = "-2147483647-9223372036854775807-".length();
  private static final int LONGEST_TIME = Instant.MAX.toString().length();

  private final String source;
  private final int largest;

  /**
   * @param applicationId of the scorer. It and the output are the events' source: an image's score
   *     and its anomaly have the same id, and source and id together must be unique
   * @param images the topic that the events' ids begin with
   */
  public CloudEvents(String applicationId, String images) {
    this.source = "/surprisal/" + applicationId + "/";
    String longestId = images + "x".repeat(LONGEST_ID_AFTER_TOPIC + "anomalous-opened".length());
    Headers attributes =
        attributes(Type.ANOMALOUS, longestId, "9".repeat(LONGEST_TIME))
            .add(OwnHeaders.CONTENT_TYPE, JSON.getBytes(UTF_8));
    long size = OutputLimit.size(null, null, attributes) - OutputLimit.size(null, null, List.of());
    this.largest = Math.toIntExact(size);
  }

  /** An upper bound on what the attributes add to a record, in bytes. */
  public int largest() {
    return largest;
  }

  /**
   * For a record whose value is JSON of ours: attributes that the headers have already are those of
   * the image's event, and are replaced.
   *
   * @param id unique among the events of that type
   * @param millis when the event occurred, since 1970
   */
  public Headers describe(Headers headers, Type type, String id, long millis) {
    Headers described =
        new RecordHeaders(
            Stream.of(headers.toArray())
                .filter(header -> !header.key().startsWith(PREFIX))
                .filter(header -> !header.key().equals(OwnHeaders.CONTENT_TYPE))
                .toList());
    attributes(type, id, Instant.ofEpochMilli(millis).toString()).forEach(described::add);
    return described.add(OwnHeaders.CONTENT_TYPE, JSON.getBytes(UTF_8));
  }

  /**
   * For a copy of a record that was rejected: one that came as an event stays that event, and the
   * content type stays the producer's.
   */
  public Headers describeCopy(Headers headers, String id, long millis) {
    Headers described = new RecordHeaders(headers);
    if (headers.lastHeader(SPEC_VERSION) == null) {
      Stream.of(headers.toArray())
          .map(Header::key)
          .filter(key -> key.startsWith(PREFIX))
          .forEach(described::remove);
      attributes(Type.REJECTED, id, Instant.ofEpochMilli(millis).toString())
          .forEach(described::add);
    }
    return described;
  }

  private Headers attributes(Type type, String id, String time) {
    return new RecordHeaders()
        .add(SPEC_VERSION, "1.0".getBytes(UTF_8))
        .add(PREFIX + "id", id.getBytes(UTF_8))
        .add(PREFIX + "source", (source + type.output).getBytes(UTF_8))
        .add(PREFIX + "type", type.wireName.getBytes(UTF_8))
        .add(PREFIX + "time", time.getBytes(UTF_8));
  }
}
