package dev.surprisal.stream.demo;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.LiveNews;
import dev.surprisal.stream.watch.RejectedMessage;
import dev.surprisal.stream.watch.TopicReader;
import dev.surprisal.stream.watch.VerdictMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the output topics like any other consumer, counts the verdicts, and shows them. */
final class Watcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * An alarm that is shown once it is known what was sent under its id.
   *
   * @param show takes the kind of anomaly that was sent, or nothing for a clean image
   */
  private record Alarm(String id, Consumer<Optional<String>> show) {}

  /** The watching thread's. */
  private final List<Alarm> alarms = new ArrayList<>();

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
  private boolean shown(Alarm alarm) {
    alarm.show().accept(tally.injected(alarm.id()).map(Specimen::wireName));
    return true;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    long now = System.currentTimeMillis();
    if (record.topic().equals(Topics.DEFAULT.rejected())) {
      rejected(record, now);
    } else if (record.topic().equals(Topics.DEFAULT.anomalies())) {
      VerdictMessage.parse(record.value())
          .ifPresent(
              message ->
                  alarms.add(new Alarm(message.id(), sent -> live.alarm(message.id(), sent))));
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
      alarms.add(
          new Alarm(
              message.id(),
              sent ->
                  screen.line(
                      "anomaly   %s  (%s)".formatted(message.line(), sent.orElse("false alarm")))));
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
