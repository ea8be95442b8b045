package dev.surprisal.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.PlainText;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.OwnHeaders;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.watch.TopicReader;
import dev.surprisal.stream.watch.VerdictMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads the verdicts as any reader would, tallies them, and shows them. */
final class Watcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Pattern DIGITS = Pattern.compile("-?\\d{1,18}");

  private final TopicReader reader;
  private final Tally tally;
  private final Screen screen;
  private final LiveReport live;
  private final Thread thread;
  private volatile boolean closed;

  private Watcher(TopicReader reader, Tally tally, Screen screen, LiveReport live) {
    this.reader = reader;
    this.tally = tally;
    this.screen = screen;
    this.live = live;
    this.thread = new Thread(this::watch, "surprisal-watch");
  }

  static Watcher start(
      KafkaConnection connection, Tally tally, AlarmPromise promise, Screen screen, LiveNews news) {
    List<String> topics =
        List.of(Topics.DEFAULT.scores(), Topics.DEFAULT.anomalies(), Topics.DEFAULT.rejected());
    Watcher watcher =
        new Watcher(
            new TopicReader(connection, topics, false),
            tally,
            screen,
            new LiveReport(news, tally, promise));
    watcher.thread.start();
    return watcher;
  }

  private void watch() {
    while (!closed) {
      reader.poll(POLL).forEach(this::read);
      live.tell();
    }
    live.end();
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    long now = System.currentTimeMillis();
    if (record.topic().equals(Topics.DEFAULT.rejected())) {
      rejected(record, now);
    } else if (record.topic().equals(Topics.DEFAULT.anomalies())) {
      VerdictMessage.parse(record.value()).ifPresent(message -> live.alarm(message, sent(message)));
    } else {
      VerdictMessage.parse(record.value()).ifPresent(message -> judged(message, now));
    }
  }

  /** A record of a stranger's, without the scorer's headers, is told of but is none of ours. */
  private void rejected(ConsumerRecord<byte[], byte[]> record, long now) {
    Optional<String> topic = text(record, OwnHeaders.TOPIC);
    Optional<String> partition = text(record, OwnHeaders.PARTITION);
    Optional<String> offset = text(record, OwnHeaders.OFFSET);
    Optional<Long> sentAt =
        text(record, OwnHeaders.TIMESTAMP).filter(DIGITS.asMatchPredicate()).map(Long::valueOf);
    if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty() || sentAt.isEmpty()) {
      screen.line(
          "rejected  %s-%d-%d: expected the scorer's headers, got a record without them"
              .formatted(record.topic(), record.partition(), record.offset()));
      return;
    }
    String id = String.join("-", topic.get(), partition.get(), offset.get());
    tally.rejected(id, now - sentAt.get());
    screen.line("rejected  %s  %s".formatted(id, text(record, OwnHeaders.DETAIL).orElse("")));
  }

  private void judged(VerdictMessage message, long now) {
    tally.verdict(message.id(), message.anomalous(), now - message.timestamp());
    live.verdict(message);
    if (message.anomalous()) {
      String truth = sent(message).orElse("false alarm");
      screen.line("anomaly   %s  (%s)".formatted(message.line(), truth));
    }
  }

  /** Which kind of anomaly that was, if it was one. */
  private Optional<String> sent(VerdictMessage message) {
    return tally.injected(message.id()).map(Specimen::wireName);
  }

  private static Optional<String> text(ConsumerRecord<?, ?> record, String key) {
    return Optional.ofNullable(record.headers().lastHeader(key))
        .map(Header::value)
        .map(value -> PlainText.printable(new String(value, UTF_8)));
  }

  /** Waits until all that was sent has come back, or patience ends. */
  void awaitComplete(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!tally.complete() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }
}
