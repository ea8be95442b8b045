package dev.surprisal.stream.models;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How far the models' topic was read, and which model judges by what is there. Safe for use by
 * several threads.
 */
final class KnownDecisions<M> {
  private final LoadedModels<M> models;
  private volatile View<M> view;
  private long position;

  /**
   * @param position offset of the record that is read next
   */
  KnownDecisions(LoadedModels<M> models, Regime regime, long position) {
    this.models = models;
    this.view = new View<>(regime, models);
    this.position = position;
  }

  View<M> view() {
    return view;
  }

  /** Takes in what was decided before that position. */
  synchronized void read(Regime regime, long upTo) {
    if (!view.regime().equals(regime)) {
      view = new View<>(regime, models);
      models.forgetMissing();
    }
    position = upTo;
    notifyAll();
  }

  synchronized boolean reaches(long offset) {
    return position >= offset;
  }

  /** What is known when all before an offset was read; nothing if that takes too long. */
  synchronized Optional<View<M>> upTo(long offset, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (!reaches(offset)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return Optional.empty();
        }
        wait(left);
      }
      return Optional.of(view);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
