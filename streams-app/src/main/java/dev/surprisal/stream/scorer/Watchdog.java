package dev.surprisal.stream.scorer;

import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.http.Health.Obstacle;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether Kafka answers and whether images that wait get their verdicts, and says so in the
 * health and, once for each change, in the log. One thread's.
 */
final class Watchdog {
  /** How often {@link #look} is to be called; a health that is good again shows within 10 s. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  /** Kafka may elect leaders for a few seconds without a line in the log. */
  static final Duration WORTH_A_LINE = Duration.ofSeconds(5);

  /** Brokers that have not answered for so long are away. */
  static final Duration AWAY = Duration.ofSeconds(10);

  static final Duration SILENCE = Duration.ofSeconds(20);
  static final Duration STANDSTILL = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final Health health;
  private final BooleanSupplier kafkaAnswers;
  private final LongSupplier waiting;
  private final LongSupplier done;
  private final LongSupplier nanos;
  private long lastDone;
  private long movedAt;
  private boolean away;
  private volatile long answeredAt;

  /**
   * Starts with everything in order.
   *
   * @param kafkaAnswers asks a broker, and waits a few seconds at most
   * @param waiting how many images wait for their verdict
   * @param done how many records are done since the start
   * @param nanos the time, as {@link System#nanoTime}
   */
  Watchdog(
      Health health,
      BooleanSupplier kafkaAnswers,
      LongSupplier waiting,
      LongSupplier done,
      LongSupplier nanos) {
    this.health = health;
    this.kafkaAnswers = kafkaAnswers;
    this.waiting = waiting;
    this.done = done;
    this.nanos = nanos;
    this.answeredAt = nanos.getAsLong();
    this.movedAt = answeredAt;
  }

  /** Seconds since a broker last answered. */
  double secondsSinceAnswer() {
    return since(answeredAt).toMillis() / 1e3;
  }

  /** False while the brokers are away, so that nobody can be heard. */
  boolean brokersAnswer() {
    return since(answeredAt).compareTo(AWAY) < 0;
  }

  /** Looks once; says whether Kafka answers. */
  boolean look() {
    boolean answers = kafkaAnswers.getAsBoolean();
    lookAtKafka(answers);
    lookAtImages();
    return answers;
  }

  private void lookAtKafka(boolean answers) {
    Duration silent = since(answeredAt);
    if (answers) {
      answeredAt = nanos.getAsLong();
      health.cleared(Obstacle.KAFKA_SILENT);
      if (away) {
        away = false;
        log.info("Kafka answers again after {} s", silent.toSeconds());
      }
      return;
    }
    if (!away && silent.compareTo(WORTH_A_LINE) >= 0) {
      away = true;
      log.warn("Kafka does not answer; images wait until it does");
    }
    if (silent.compareTo(SILENCE) >= 0) {
      health.obstructed(
          Obstacle.KAFKA_SILENT, "Kafka has not answered for %d s".formatted(silent.toSeconds()));
    }
  }

  private void lookAtImages() {
    long count = done.getAsLong();
    long left = waiting.getAsLong();
    if (count != lastDone || left == 0) {
      lastDone = count;
      movedAt = nanos.getAsLong();
      health.cleared(Obstacle.STANDSTILL);
    } else if (since(movedAt).compareTo(STANDSTILL) >= 0) {
      health.obstructed(
          Obstacle.STANDSTILL,
          "images wait (%d), and none got its verdict for %d s"
              .formatted(left, since(movedAt).toSeconds()));
    }
  }

  private Duration since(long then) {
    return Duration.ofNanos(nanos.getAsLong() - then);
  }
}
