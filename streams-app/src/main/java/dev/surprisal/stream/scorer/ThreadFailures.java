package dev.surprisal.stream.scorer;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, within a budget; beyond it the application stops. A passing
 * fault is survived, a lasting one is not hidden.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
  static final int BUDGET = 3;
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(ThreadFailures.class);

  private final Clock clock;
  private final Runnable mend;
  private final BooleanSupplier smaller;
  private final Deque<Instant> replaced = new ArrayDeque<>();
  private String reason;

  /**
   * @param mend is tried before a thread is replaced; throws BadInputException where no replacement
   *     would help
   * @param smaller is asked after an output was refused as too large: whether it will be smaller
   */
  ThreadFailures(Clock clock, Runnable mend, BooleanSupplier smaller) {
    this.clock = clock;
    this.mend = mend;
    this.smaller = smaller;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    Instant now = clock.instant();
    while (!replaced.isEmpty() && replaced.peek().isBefore(now.minus(WINDOW))) {
      replaced.remove();
    }
    String cause = describe(failure);
    if (tooLarge(failure) && smaller.getAsBoolean()) {
      log.warn("an output was refused as too large and is made again, smaller: {}", cause);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (replaced.size() < BUDGET) {
      try {
        mend.run();
      } catch (BadInputException e) {
        reason = e.getMessage();
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
      replaced.add(now);
      log.atWarn()
          .addKeyValue("replaced", replaced.size())
          .addKeyValue("budget", BUDGET)
          .log("a stream thread died and is replaced: {}", cause);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    reason =
        "a stream thread died %d times within %d minutes, the last time of: %s"
            .formatted(BUDGET + 1, WINDOW.toMinutes(), cause);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Notes why the application has to stop, though no thread died. */
  synchronized void refused(String why) {
    reason = why;
  }

  /** Why the application stopped, if it did. */
  synchronized Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  private static boolean tooLarge(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException);
  }

  /** The cause below Kafka Streams' wrapping. */
  private static String describe(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof StreamsException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + ": " + Causes.inOneLine(cause);
  }
}
