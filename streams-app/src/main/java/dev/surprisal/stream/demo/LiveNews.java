package dev.surprisal.stream.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the live page is told, as server-sent events: who comes late hears first what the page still
 * shows, who cannot keep up misses some. Safe for use by several threads.
 */
final class LiveNews {
  /** What there is to tell, and how much of it the page shows at a time. */
  enum Kind {
    /** Some images' verdicts; four of these a second, for a minute. */
    VERDICTS(240),
    /** The tally. */
    SUMMARY(1),
    /** An anomaly with its pictures. */
    ALARM(12),
    /** Nothing more will come. */
    END(1);

    private final int shown;

    Kind(int shown) {
      this.shown = shown;
    }

    private String event(String json) {
      return "event: " + name().toLowerCase(Locale.ROOT) + "\ndata: " + json + "\n\n";
    }
  }

  private static final int BEHIND = 2_000;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
  private static final String END = Kind.END.event("{}");

  private final Duration keepAlive;
  private final Map<Kind, Deque<String>> shown = new EnumMap<>(Kind.class);
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  LiveNews() {
    this(KEEP_ALIVE);
  }

  /**
   * @param keepAlive silence after which a reader is told nothing
   */
  LiveNews(Duration keepAlive) {
    this.keepAlive = keepAlive;
    for (Kind kind : Kind.values()) {
      shown.put(kind, new ArrayDeque<>());
    }
  }

  /** One browser's view. */
  final class Reader implements AutoCloseable {
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(BEHIND);

    private Reader() {
      shown.values().forEach(waiting::addAll);
    }

    /** The next event; after some silence a comment, which shows who is gone. */
    String next() throws InterruptedException {
      String event = waiting.poll(keepAlive.toNanos(), TimeUnit.NANOSECONDS);
      return event == null ? ":\n\n" : event;
    }

    private void hear(String event) {
      if (!waiting.offer(event)) {
        waiting.clear();
        waiting.add(event);
      }
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }

  /**
   * @param json one line
   */
  synchronized void tell(Kind kind, String json) {
    String event = kind.event(json);
    Deque<String> before = shown.get(kind);
    before.add(event);
    if (before.size() > kind.shown) {
      before.remove();
    }
    readers.forEach(reader -> reader.hear(event));
  }

  synchronized Reader read() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }

  /** Whether it is the last event of all. */
  static boolean isLast(String event) {
    return event.equals(END);
  }
}
