package dev.surprisal.stream.scorer;

import dev.surprisal.stream.http.Health;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the application scores, and when and why it ended. Safe for use by several threads. */
final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final String images;
  private final ThreadFailures failures;
  private final Health health = new Health();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param images the images' topic
   */
  Lifecycle(String images, ThreadFailures failures) {
    this.images = images;
    this.failures = failures;
  }

  /** For the probes, and for those who know of further obstacles. */
  Health health() {
    return health;
  }

  /** Takes in the state that Kafka Streams has now. */
  void changed(KafkaStreams.State state) {
    String name = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    switch (state) {
      case RUNNING -> {
        health.ready("scoring " + images);
        running.countDown();
      }
      case ERROR -> {
        health.failed(failures.reason().orElse("Kafka Streams stopped"));
        ended.countDown();
      }
      case NOT_RUNNING -> ended.countDown();
      case CREATED, REBALANCING, PENDING_ERROR, PENDING_SHUTDOWN ->
          health.waiting("Kafka Streams is " + name);
    }
  }

  /** Ends, since all of a span is scored again. */
  void replayed(Replay.Span span) {
    log.info("all from {} to {} is scored again", span.from(), span.to());
    ended.countDown();
  }

  /** Ends, since this instance must not judge beside the others of its group. */
  void refuse(String reason) {
    failures.refused(GroupModels.refused(reason));
    health.failed(reason);
    ended.countDown();
  }

  /** Ends, since it cannot go on. */
  void failed(String reason) {
    failures.refused(reason);
    health.failed(reason);
    ended.countDown();
  }

  /** Ends, since it was asked to. */
  void closed() {
    ended.countDown();
  }

  /** Whether it has scored at any time. */
  boolean hasRun() {
    return running.getCount() == 0;
  }

  /** Blocks until it scores, for at most {@code patience}; says whether it does. */
  boolean awaitRunning(Duration patience) throws InterruptedException {
    return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Blocks until it has ended.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  void awaitEnd() throws InterruptedException {
    ended.await();
    expectNoFailure();
  }

  /**
   * For those who cannot block.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  void expectNoFailure() {
    failures
        .reason()
        .ifPresent(
            reason -> {
              throw new StreamFailedException(reason);
            });
  }
}
