package dev.surprisal.stream.models;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether records wait for a decision or a model. Safe for use by several threads. */
final class Waiting {
  private static final Logger log = LoggerFactory.getLogger(Waiting.class);

  private static final String UNKNOWN =
      "a decision about the models is being made, or their topic does not answer";

  private final BooleanSupplier current;
  private LiveModels.Flow flow;
  private volatile boolean on;
  private volatile long since;

  /**
   * Counts the beginnings: one that comes while it is looked whether this ends must not be lost.
   */
  private long begun;

  /**
   * @param current asks whether all is known that was decided before the call
   */
  Waiting(BooleanSupplier current) {
    this.current = current;
  }

  synchronized void bind(LiveModels.Flow wanted) {
    flow = wanted;
  }

  boolean isOn() {
    return on;
  }

  synchronized void begin() {
    begun++;
    if (!on) {
      since = System.nanoTime();
      on = true;
      log.info("images wait until it is known which model judges them, and it is loaded");
    }
    flow.pause();
  }

  /**
   * Ends it if it can be ended.
   *
   * @param obstacle why records cannot be judged although all is known
   */
  void look(Supplier<Optional<String>> obstacle) {
    if (!on) {
      return;
    }
    long before = begun();
    Optional<String> reason = current.getAsBoolean() ? obstacle.get() : Optional.of(UNKNOWN);
    synchronized (this) {
      if (reason.isEmpty() && before == begun) {
        on = false;
        log.info("images are judged again after {} ms", waited().toMillis());
        flow.resume();
        return;
      }
    }
    flow.waiting(reason.orElse(UNKNOWN), waited());
  }

  private synchronized long begun() {
    return begun;
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - since);
  }
}
