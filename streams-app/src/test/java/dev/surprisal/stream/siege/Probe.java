package dev.surprisal.stream.siege;

import dev.surprisal.stream.siege.Endpoint.Answer;
import java.time.Duration;
import java.util.Optional;

/** Asks one path of the health again and again, and notes how long it had no answer. */
final class Probe implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 100;

  private final Endpoint endpoint;
  private final String path;
  private final Thread thread;
  private long asked;
  private long longestNanos;
  private Answer last = new Answer(0, "none");
  private Optional<Answer> failure = Optional.empty();
  private boolean excused;

  private Probe(Endpoint endpoint, String path) {
    this.endpoint = endpoint;
    this.path = path;
    this.thread = new Thread(this::ask, "siege-probe");
  }

  static Probe start(Endpoint endpoint, String path) {
    Probe probe = new Probe(endpoint, path);
    probe.thread.start();
    return probe;
  }

  private void ask() {
    boolean answered = true;
    try {
      for (; ; ) {
        if (answered) {
          asks();
        }
        Optional<Answer> answer = endpoint.get(path);
        answered = answer.isPresent();
        note(answer);
        // Between questions; whoever waits for an answer is notified.
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void asks() {
    asked = System.nanoTime();
  }

  private synchronized void note(Optional<Answer> answer) {
    if (!excused) {
      longestNanos = Math.max(longestNanos, System.nanoTime() - asked);
    }
    last = answer.orElse(last);
    failure = failure.or(() -> answer.filter(one -> one.status() != 200));
    notifyAll();
  }

  /** Forgets what was before now. */
  synchronized void forget() {
    longestNanos = 0;
    failure = Optional.empty();
  }

  /** Whether from now on a silence counts for nothing, since the process is stopped. */
  synchronized void excuse(boolean stopped) {
    excused = stopped;
    asked = System.nanoTime();
  }

  /** The longest that a question had no answer. */
  synchronized Duration longestSilence() {
    return Duration.ofNanos(longestNanos);
  }

  /** The first answer that was not 200. */
  synchronized Optional<Answer> failure() {
    return failure;
  }

  /** How long it took until a status was answered, unless it took too long. */
  synchronized Optional<Duration> await(int status, Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    while (last.status() != status) {
      long left = patience.toMillis() - (System.nanoTime() - start) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    return Optional.of(Duration.ofNanos(System.nanoTime() - start));
  }

  /** Whether the last answer has this status. */
  synchronized boolean is(int status) {
    return last.status() == status;
  }

  synchronized void expect(int status, Duration patience) throws InterruptedException {
    if (await(status, patience).isEmpty()) {
      throw new AssertionError(
          "%s: expected %d within %d s, got %s"
              .formatted(path, status, patience.toSeconds(), last));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
  }
}
