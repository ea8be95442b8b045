package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.ThreadUtils;

/**
 * What the live page is told, as server-sent events. A reader that joins late, or that cannot keep
 * up, gets what the page still shows. Safe for use by several threads.
 */
public final class LiveNews {
  /**
   * The kinds of event, and how many of each the page shows at a time. A new reader hears them in
   * this order.
   */
  public enum EventType {
    /** Rates at one moment; one a second for five minutes. */
    RATES(300),
    /** All sources that are shown. */
    SOURCES(1),
    /** The candidate, and what was decided about the models. */
    MODELS(1),
    /** An anomaly with its pictures. */
    ANOMALY(48),
    /** A record that was rejected. */
    REJECTED(48),
    /** What the demo sent under an id. */
    TRUTH(200),
    /** What somebody said of an anomaly. */
    LABEL(200),
    /** What the demo sent, and what was found of it. */
    TALLY(1),
    /** State and figures. */
    SUMMARY(1),
    /** Nothing more will come. */
    END(1);

    final int shown;

    EventType(int shown) {
      this.shown = shown;
    }
  }

  /** One event, or some that are told together; the bytes are shared by all readers. */
  public static final class Event {
    private final EventType type;
    private final String group;
    private final byte[] bytes;

    private Event(EventType type, String group, byte[] bytes) {
      this.type = type;
      this.group = group;
      this.bytes = bytes;
    }

    /**
     * An event.
     *
     * @param group of events, of which none displaces all others from what the page shows
     * @param json one line
     */
    static Event of(EventType type, String group, String json) {
      return new Event(
          type,
          group,
          "event: %s\ndata: %s\n\n"
              .formatted(type.name().toLowerCase(Locale.ROOT), json)
              .getBytes(UTF_8));
    }

    private static Event joined(List<Event> events) {
      Event last = events.get(events.size() - 1);
      if (events.size() == 1) {
        return last;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      events.forEach(event -> bytes.writeBytes(event.bytes));
      return new Event(last.type, last.group, bytes.toByteArray());
    }

    /** As they go over the wire. */
    public ByteBuffer bytes() {
      return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    boolean last() {
      return type == EventType.END;
    }
  }

  /**
   * Bytes that may wait for a reader. What waits for any reader is among the last bytes that were
   * told, so that this bounds the memory of all readers together.
   */
  static final int MOST_BYTES_WAITING = 8 << 20;

  static final int MOST_READERS = 500;

  private final Map<EventType, FairQueue<Event>> shown = new EnumMap<>(EventType.class);
  private final Set<Reader> readers = new HashSet<>();
  private final Executor waker;
  private final AtomicBoolean waking = new AtomicBoolean();

  /** Creates news without events. */
  public LiveNews() {
    this(
        Executors.newSingleThreadExecutor(ThreadUtils.createThreadFactory("surprisal-news", true)));
  }

  /**
   * Creates news without events.
   *
   * @param waker wakes the readers, so that many of them do not keep the teller waiting
   */
  public LiveNews(Executor waker) {
    this.waker = waker;
    for (EventType type : EventType.values()) {
      shown.put(type, new FairQueue<>(type.shown, event -> event.group));
    }
  }

  /** One browser's view. */
  public final class Reader implements AutoCloseable {
    private final Queue<Event> waiting = new ArrayDeque<>();
    private final Runnable wake;
    private long bytesWaiting;

    private Reader(Runnable wake) {
      this.wake = wake;
      addAllShown();
    }

    private void addAllShown() {
      shown.values().forEach(events -> events.all().forEach(this::addLast));
    }

    private void addLast(Event event) {
      waiting.add(event);
      bytesWaiting += event.bytes.length;
    }

    /** The next event that this reader has not seen, if there is one. */
    public Optional<Event> next() {
      synchronized (LiveNews.this) {
        Event event = waiting.poll();
        bytesWaiting -= event == null ? 0 : event.bytes.length;
        return Optional.ofNullable(event);
      }
    }

    private void add(Event event) {
      if (bytesWaiting + event.bytes.length > MOST_BYTES_WAITING) {
        waiting.clear();
        bytesWaiting = 0;
        addAllShown();
      } else {
        addLast(event);
      }
    }

    @Override
    public void close() {
      synchronized (LiveNews.this) {
        readers.remove(this);
        LiveNews.this.notifyAll();
      }
    }
  }

  /**
   * Tells every reader.
   *
   * @param json one line
   */
  public void tell(EventType type, String json) {
    tell(List.of(Event.of(type, "", json)));
  }

  /** Tells every reader several events, at least one, in a single write to each. */
  void tell(List<Event> events) {
    Event together = Event.joined(events);
    synchronized (this) {
      events.forEach(event -> shown.get(event.type).add(event));
      readers.forEach(reader -> reader.add(together));
    }
    if (!waking.getAndSet(true)) {
      waker.execute(this::wake);
    }
  }

  private void wake() {
    waking.set(false);
    Set<Reader> told;
    synchronized (this) {
      told = Set.copyOf(readers);
    }
    // Outside the lock, for a reader that is woken asks for its event at once.
    told.forEach(reader -> reader.wake.run());
  }

  /**
   * Adds a reader, unless there are too many.
   *
   * @param wake called when there are new events, from another thread; must not block
   */
  public synchronized Optional<Reader> read(Runnable wake) {
    if (readers.size() >= MOST_READERS) {
      return Optional.empty();
    }
    Reader reader = new Reader(wake);
    readers.add(reader);
    return Optional.of(reader);
  }

  /** Waits until every reader is gone, but not for longer than {@code patience}. */
  synchronized void awaitNoReaders(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (!readers.isEmpty() && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }
}
