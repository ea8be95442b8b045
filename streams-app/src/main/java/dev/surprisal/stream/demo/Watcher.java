package dev.surprisal.stream.demo;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.LiveNews;
import dev.surprisal.stream.watch.RejectedMessage;
import dev.surprisal.stream.watch.VerdictMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads verdicts and rejected records like any other consumer, counts them, and shows them. */
final class Watcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Alarms to be shown once it is known what was sent under their ids. The watching thread's. */
  private final List<VerdictMessage> alarms = new ArrayList<>();

  private final TopicReader reader;
  private final Tally tally;
  private final Screen screen;
  private final LiveReport live;
  private final Thread thread;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  private Watcher(TopicReader reader, Tally tally, Screen screen, LiveReport live) {
    this.reader = reader;
    this.tally = tally;
    this.screen = screen;
    this.live = live;
    this.thread = new Thread(this::watch, "surprisal-watch");
  }

  static Watcher start(
      KafkaConnection connection, Tally tally, AlarmPromise promise, Screen screen, LiveNews news) {
    List<String> topics = List.of(Topics.DEFAULT.scores(), Topics.DEFAULT.rejected());
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
    try {
      while (!closed) {
        reader.poll(POLL).forEach(this::read);
        alarms.removeIf(alarm -> tally.confirmed(alarm.id()) && shown(alarm));
        live.tell();
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      alarms.forEach(this::shown);
      live.tellNow();
    }
  }

  /** Says always that it did. */
  private boolean shown(VerdictMessage alarm) {
    Optional<String> truth = tally.injected(alarm.id()).map(Specimen::wireName);
    screen.line("anomaly   %s  (%s)".formatted(alarm.line(), truth.orElse("false alarm")));
    live.alarm(alarm.id(), truth);
    return true;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    long now = System.currentTimeMillis();
    if (record.topic().equals(Topics.DEFAULT.rejected())) {
      rejected(record, now);
    } else {
      VerdictMessage.parse(record.value()).ifPresent(message -> judged(message, now));
    }
  }

  private void rejected(ConsumerRecord<byte[], byte[]> record, long now) {
    Optional<RejectedMessage> message = RejectedMessage.parse(record);
    message.ifPresent(ours -> tally.rejected(ours.id(), now - ours.timestamp()));
    screen.line(
        message
            .map(ours -> "rejected  %s  %s".formatted(ours.id(), ours.detail()))
            .orElse(
                "rejected  %s-%d-%d was sent by somebody else, and is not counted"
                    .formatted(record.topic(), record.partition(), record.offset())));
  }

  private void judged(VerdictMessage message, long now) {
    tally.verdict(message.id(), message.anomalous(), now - message.timestamp());
    if (message.anomalous()) {
      alarms.add(message);
    }
  }

  /** Waits until everything that was sent has a verdict, but not longer than {@code patience}. */
  void awaitComplete(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (failure == null && !tally.complete() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    expectNoFailure();
  }

  /** Throws what ended the reading, if anything did: figures that stand still look like silence. */
  void expectNoFailure() {
    if (failure != null) {
      throw failure;
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
