package dev.surprisal.stream.label;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all labels, from the first on, and shows what they amount to. It keeps nothing: the topic
 * is the state, so a restart or a record that is read twice changes no figure. Whatever fails, the
 * scorer goes on.
 */
public final class LabelFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LabelFollower.class);

  /** What labels may take in memory: 100,000 of them, about. */
  private static final long MOST_BYTES = 48 << 20;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofMinutes(10);
  private static final int RETRY_SECONDS = 10;

  private final KafkaConnection connection;
  private final String topic;
  private final LabelMeters meters;
  private final Consumer<Label> news;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "surprisal-labels");
  private volatile TopicReader reader;

  /**
   * @param news hears labels that come while it reads
   */
  public LabelFollower(
      KafkaConnection connection,
      String topic,
      LabelMeters meters,
      Consumer<Label> news,
      Clock clock) {
    this.connection = connection;
    this.topic = topic;
    this.meters = meters;
    this.news = news;
    this.clock = clock;
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        readUntilItFails();
      } while (!closed.await(RETRY_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readUntilItFails() {
    try (TopicReader opened = TopicReader.aFewAtATime(connection, List.of(topic))) {
      reader = opened;
      LabelBook book = new LabelBook(MOST_BYTES);
      opened.readToEnd(book::read);
      long leftOut = 0;
      Instant shown = Instant.MIN;
      while (closed.getCount() > 0) {
        // Weeks end without a label.
        if (clock.instant().isAfter(shown.plus(REFRESH))) {
          shown = clock.instant();
          meters.show(book.entries(), shown);
          leftOut = tellOfLeftOut(book, leftOut);
        }
        for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
          book.read(record);
          Label.parse(record.value()).ifPresent(news);
          shown = Instant.MIN;
        }
      }
    } catch (WakeupException e) {
      log.debug("no more labels are read");
    } catch (KafkaException | BadInputException e) {
      log.warn(
          "{}: labels cannot be read, the precision stays as it is: {}",
          topic,
          Causes.inOneLine(e));
    }
  }

  /** Each time that they have doubled: the log is no place for a line a label. */
  private long tellOfLeftOut(LabelBook book, long before) {
    long now = book.forgotten();
    if (now == 0 || now < 2 * before) {
      return before;
    }
    log.warn(
        "{}: the labels that remain take {} MiB; the {} oldest are left out of the precision",
        topic,
        MOST_BYTES >> 20,
        now);
    return now;
  }

  @Override
  public void close() {
    closed.countDown();
    TopicReader opened = reader;
    if (opened != null) {
      opened.wakeUp();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(RETRY_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
