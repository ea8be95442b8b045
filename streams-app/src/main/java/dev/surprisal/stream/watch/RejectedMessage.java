package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.PlainText;
import dev.surprisal.stream.kafka.OwnHeaders;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the rejected topic, as a reader sees it; its text can be printed.
 *
 * @param id {@code topic-partition-offset} of the record that was rejected
 * @param timestamp that record's, in milliseconds since 1970
 * @param detail why it was rejected, for a person
 */
public record RejectedMessage(String id, long timestamp, String detail) {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  /** Nothing where the record lacks the scorer's headers, as one that somebody else sent does. */
  public static Optional<RejectedMessage> parse(ConsumerRecord<?, ?> record) {
    Optional<String> topic = header(record, OwnHeaders.TOPIC);
    Optional<String> partition = number(record, OwnHeaders.PARTITION);
    Optional<String> offset = number(record, OwnHeaders.OFFSET);
    Optional<String> timestamp = number(record, OwnHeaders.TIMESTAMP);
    if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty() || timestamp.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RejectedMessage(
            String.join("-", topic.get(), partition.get(), offset.get()),
            Long.parseLong(timestamp.get()),
            header(record, OwnHeaders.DETAIL).orElse("")));
  }

  private static Optional<String> number(ConsumerRecord<?, ?> record, String key) {
    return header(record, key).filter(NUMBER.asMatchPredicate());
  }

  private static Optional<String> header(ConsumerRecord<?, ?> record, String key) {
    return Optional.ofNullable(record.headers().lastHeader(key))
        .map(Header::value)
        .map(value -> PlainText.printable(new String(value, UTF_8)));
  }
}
