package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.data.Sha256;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.intake.Cut;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.OwnHeaders;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A rejected record as it goes to its topic: as it came, with headers that say why and where from.
 * Producer, topic and broker limit what can be sent, and a record that was compressed on its way in
 * may be far larger; of such a one the copy holds the beginning, its true length and its digest.
 */
final class RejectedCopy {
  /** Enough to see what it is. */
  static final int KEPT_BYTES = 1_024;

  /** A source's name, of which the verdicts' JSON holds as much. */
  private static final int KEPT_KEY_BYTES = SourceName.MAX_BYTES;

  private final Record<byte[], byte[]> record;
  private final Optional<Cut> cameIn;
  private final Headers own = new RecordHeaders();

  RejectedCopy(Record<byte[], byte[]> record, Origin origin, Outcome.Rejected outcome) {
    this.record = record;
    this.cameIn = Cut.in(record.headers());
    add(OwnHeaders.SCHEMA_VERSION, SchemaVersion.CURRENT);
    add(OwnHeaders.REASON, outcome.reason().wireName());
    add(OwnHeaders.DETAIL, outcome.detail());
    add(OwnHeaders.TOPIC, origin.topic());
    origin.topicId().ifPresent(id -> add(OwnHeaders.TOPIC_ID, id));
    add(OwnHeaders.PARTITION, String.valueOf(origin.partition()));
    add(OwnHeaders.OFFSET, String.valueOf(origin.offset()));
    add(OwnHeaders.TIMESTAMP, String.valueOf(record.timestamp()));
  }

  /** Whole if that fits, or cut; what came in cut says so in any case. */
  Record<byte[], byte[]> within(int limit) {
    Headers whole = ProducersHeaders.all(record.headers());
    own.forEach(whole::add);
    return cameIn.isEmpty() && OutputLimit.size(record.key(), record.value(), whole) <= limit
        ? record.withHeaders(whole)
        : cut(limit);
  }

  private Record<byte[], byte[]> cut(int limit) {
    StringJoiner missing = new StringJoiner(",");
    byte[] key = record.key();
    boolean longKey = key != null && key.length > limit / 4;
    if (longKey || cameIn.flatMap(Cut::wholeKey).isPresent()) {
      key = Arrays.copyOf(key, KEPT_KEY_BYTES);
      missing.add("key");
    }
    Headers headers = ProducersHeaders.all(record.headers());
    boolean longHeaders = OutputLimit.size(null, null, headers) > limit / 4;
    if (longHeaders) {
      headers = new RecordHeaders();
    }
    if (longHeaders || cameIn.map(Cut::headers).orElse(false)) {
      missing.add("headers");
    }
    byte[] value = record.value();
    Optional<Cut.Whole> whole = wholeValue(limit / 4);
    if (whole.isPresent()) {
      add(OwnHeaders.LENGTH, String.valueOf(whole.get().length()));
      add(OwnHeaders.SHA256, whole.get().sha256());
      value = Arrays.copyOf(value, KEPT_BYTES);
      missing.add("value");
    }
    add(OwnHeaders.CUT, missing.toString());
    own.forEach(headers::add);
    return record.withKey(key).withValue(value).withHeaders(headers);
  }

  /** What the value is the beginning of, or will be. */
  private Optional<Cut.Whole> wholeValue(int limit) {
    byte[] value = record.value();
    Optional<Cut.Whole> before = cameIn.flatMap(Cut::wholeValue);
    return before.isPresent() || value == null || value.length <= limit
        ? before
        : Optional.of(new Cut.Whole(value.length, Sha256.of(value)));
  }

  private void add(String key, String value) {
    own.add(key, value.getBytes(UTF_8));
  }
}
