package dev.surprisal.stream.page;

import dev.surprisal.stream.meter.Figures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The figures of the last five minutes. One thread's. */
final class History {
  static final long WINDOW_MILLIS = 300_000;

  /**
   * Figures at a moment.
   *
   * @param millis since 1970
   */
  record Moment(long millis, Figures figures) {
    private String digest() {
      return figures.model().digest();
    }

    /** Seconds that have passed since an earlier moment. */
    double secondsSince(Moment earlier) {
      return (millis - earlier.millis) / 1e3;
    }
  }

  private final Deque<Moment> moments = new ArrayDeque<>();

  /**
   * Adds the newest moment and forgets those from before the window, and those of another model,
   * whose scores are not comparable.
   */
  void add(Moment now) {
    if (!moments.isEmpty() && !moments.getLast().digest().equals(now.digest())) {
      moments.clear();
    }
    moments.addLast(now);
    while (moments.getFirst().millis() < now.millis() - WINDOW_MILLIS) {
      moments.removeFirst();
    }
  }

  Moment oldest() {
    return moments.getFirst();
  }

  /** The latest moment that is at least so long before the newest one, or the oldest one. */
  Moment before(long millis) {
    Iterator<Moment> backwards = moments.descendingIterator();
    long newest = moments.getLast().millis();
    while (backwards.hasNext()) {
      Moment moment = backwards.next();
      if (moment.millis() <= newest - millis) {
        return moment;
      }
    }
    return oldest();
  }
}
