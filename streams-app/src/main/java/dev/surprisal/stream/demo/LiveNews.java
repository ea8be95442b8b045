package dev.surprisal.stream.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the live page is told, as server-sent events: who comes late hears the last minute first,
 * who cannot keep up misses some. Safe for use by several threads.
 */
final class LiveNews {
  private static final int REMEMBERED = 400;
  private static final int BEHIND = 2_000;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private final Duration keepAlive;
  private final Deque<String> remembered = new ArrayDeque<>();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  LiveNews() {
    this(KEEP_ALIVE);
  }

  /**
   * @param keepAlive silence after which a reader is told nothing
   */
  LiveNews(Duration keepAlive) {
    this.keepAlive = keepAlive;
  }

  /** One browser's view. */
  final class Reader implements AutoCloseable {
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(BEHIND);

    private Reader(List<String> before) {
      waiting.addAll(before);
    }

    /** The next event; after some silence a comment, which shows who is gone. */
    String next() throws InterruptedException {
      String event = waiting.poll(keepAlive.toNanos(), TimeUnit.NANOSECONDS);
      return event == null ? ":\n\n" : event;
    }

    private void hear(String event) {
      if (!waiting.offer(event)) {
        waiting.clear();
      }
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }

  /**
   * @param kind the event's name
   * @param json one line
   */
  synchronized void tell(String kind, String json) {
    String event = "event: " + kind + "\ndata: " + json + "\n\n";
    remembered.add(event);
    if (remembered.size() > REMEMBERED) {
      remembered.remove();
    }
    readers.forEach(reader -> reader.hear(event));
  }

  synchronized Reader read() {
    Reader reader = new Reader(new ArrayList<>(remembered));
    readers.add(reader);
    return reader;
  }
}
