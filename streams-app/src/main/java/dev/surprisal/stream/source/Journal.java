package dev.surprisal.stream.source;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Values by name, of which those that change together are one record of a store and so of its
 * changelog, where each record costs as much as an image's verdict. What is written is never
 * changed: a segment with the latest values goes where a segment was that nobody needs any more.
 * When more than about half of all that is kept is out of date, what is left of the oldest segments
 * is written once more (a log-structured file system, M. Rosenblum and J. Ousterhout, 1992).
 */
final class Journal {
  private static final byte VERSION = 2;

  /** Until here a store had a record for each name, whose value began with this. */
  private static final byte A_NAME_A_RECORD = 1;

  private static final int HEAD = 1 + Long.BYTES;
  private static final int REMOVED = -1;

  /** So much may be out of date whatever the rest is, in bytes. */
  private static final int SLACK = 65_536;

  /** A changelog takes records of 1 MiB. */
  private static final int MOST_BYTES = 500_000;

  /** A name and where its value begins; the value is empty if the name was removed. */
  private record Entry(Bytes name, Optional<byte[]> value) {
    static Entry read(ByteBuffer segment) {
      byte[] name = new byte[segment.getInt()];
      segment.get(name);
      int length = segment.getInt();
      if (length == REMOVED) {
        return new Entry(Bytes.wrap(name), Optional.empty());
      }
      byte[] value = new byte[length];
      segment.get(value);
      return new Entry(Bytes.wrap(name), Optional.of(value));
    }

    void write(ByteBuffer segment) {
      segment.putInt(name.get().length).put(name.get());
      segment.putInt(value.map(bytes -> bytes.length).orElse(REMOVED));
      value.ifPresent(segment::put);
    }

    int size() {
      return 2 * Integer.BYTES + name.get().length + value.map(bytes -> bytes.length).orElse(0);
    }
  }

  /** A record of the store. */
  private static final class Segment {
    private final Bytes key;
    private final byte[] bytes;

    Segment(Bytes key, byte[] bytes) {
      byte version = bytes[0];
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "states of sources: expected version %d, got %d".formatted(VERSION, version));
      }
      this.key = key;
      this.bytes = bytes;
    }

    /** Those that were written later have a higher one. */
    long number() {
      return ByteBuffer.wrap(bytes).getLong(1);
    }

    ByteBuffer entries() {
      return ByteBuffer.wrap(bytes).position(HEAD);
    }
  }

  /** Where the latest value of a name is. */
  private record Place(Segment segment, int at, int size) {}

  private final KeyValueStore<Bytes, byte[]> store;

  /** By number, the oldest first. */
  private final Deque<Segment> segments = new ArrayDeque<>();

  /**
   * Keys of segments that are not needed, the oldest first. As they are taken in this order, what
   * the store holds is always the latest of all segments without a gap, and a restart that reads
   * those that are not needed too finds the same values.
   */
  private final Deque<Bytes> freeKeys = new ArrayDeque<>();

  private final Map<Bytes, Place> places = new HashMap<>();
  private int keys;
  private long next;
  private long kept;
  private long live;

  /** What an earlier release has left and nothing has replaced, until the next write. */
  private final Map<Bytes, byte[]> inherited = new LinkedHashMap<>();

  /** The keys of all that it has left. */
  private final Set<Bytes> inheritedKeys = new LinkedHashSet<>();

  /** Reads what the store holds. */
  Journal(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    List<Segment> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> record = all.next();
        if (record.value[0] == A_NAME_A_RECORD) {
          inherited.put(record.key, record.value);
        } else {
          found.add(new Segment(record.key, record.value));
        }
      }
    }
    found.sort(Comparator.comparingLong(Segment::number));
    keys = found.size();
    found.forEach(this::add);
    inheritedKeys.addAll(inherited.keySet());
    inherited.keySet().removeAll(places.keySet());
  }

  /** How many names have a value. */
  int size() {
    return (int) places.values().stream().filter(place -> entry(place).value().isPresent()).count()
        + inherited.size();
  }

  /** The value of a name; empty if it has none. */
  Optional<byte[]> get(Bytes name) {
    return Optional.ofNullable(inherited.get(name))
        .or(() -> Optional.ofNullable(places.get(name)).flatMap(place -> entry(place).value()));
  }

  /** All names that have a value. */
  List<Bytes> names() {
    List<Bytes> names = new ArrayList<>(inherited.keySet());
    places.forEach(
        (name, place) -> {
          if (entry(place).value().isPresent()) {
            names.add(name);
          }
        });
    return names;
  }

  /** Sets and removes values, all or none of them if what is put into the store is committed. */
  void write(Map<Bytes, byte[]> changed, Set<Bytes> removed) {
    if (changed.isEmpty() && removed.isEmpty()) {
      return;
    }
    Map<Bytes, Entry> entries = new LinkedHashMap<>();
    inherited.forEach((name, value) -> entries.put(name, new Entry(name, Optional.of(value))));
    changed.forEach((name, value) -> entries.put(name, new Entry(name, Optional.of(value))));
    removed.forEach(name -> entries.put(name, new Entry(name, Optional.empty())));
    int outdated = clean(entries);
    List<Entry> batch = new ArrayList<>();
    int bytes = 0;
    for (Entry entry : entries.values()) {
      if (bytes > 0 && bytes + entry.size() > MOST_BYTES) {
        put(batch, bytes);
        batch.clear();
        bytes = 0;
      }
      batch.add(entry);
      bytes += entry.size();
    }
    put(batch, bytes);
    for (int i = 0; i < outdated; i++) {
      Segment segment = segments.remove();
      kept -= segment.bytes.length;
      freeKeys.add(segment.key);
    }
    if (!inheritedKeys.isEmpty()) {
      inherited.clear();
      segments.forEach(segment -> inheritedKeys.remove(segment.key));
      inheritedKeys.forEach(store::delete);
      inheritedKeys.clear();
    }
  }

  /**
   * Adds to what is written what is still valid of the oldest segments, until little enough is kept
   * that is out of date.
   *
   * @return the number of segments that are not needed then
   */
  private int clean(Map<Bytes, Entry> entries) {
    long bytes = entries.values().stream().mapToLong(Entry::size).sum();
    long left = kept;
    int outdated = 0;
    for (Segment segment : segments) {
      if (left + bytes <= 2 * live + SLACK) {
        break;
      }
      ByteBuffer all = segment.entries();
      while (all.hasRemaining()) {
        int at = all.position();
        Entry entry = Entry.read(all);
        Place place = places.get(entry.name());
        boolean valid =
            place != null && place.segment().number() == segment.number() && place.at() == at;
        if (valid && !entries.containsKey(entry.name())) {
          if (entry.value().isPresent()) {
            entries.put(entry.name(), entry);
            bytes += entry.size();
          } else {
            // Nothing older is left that could bring it back.
            forget(entry.name());
          }
        }
      }
      left -= segment.bytes.length;
      outdated++;
    }
    return outdated;
  }

  private void put(List<Entry> entries, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(HEAD + bytes);
    buffer.put(VERSION).putLong(next);
    entries.forEach(entry -> entry.write(buffer));
    Bytes key = freeKeys.isEmpty() ? key(keys) : freeKeys.peek();
    store.put(key, buffer.array());
    if (freeKeys.poll() == null) {
      keys++;
    }
    add(new Segment(key, buffer.array()));
  }

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private void add(Segment segment) {
    segments.add(segment);
    next = segment.number() + 1;
    kept += segment.bytes.length;
    ByteBuffer all = segment.entries();
    while (all.hasRemaining()) {
      int at = all.position();
      Bytes name = Entry.read(all).name();
      forget(name);
      int size = all.position() - at;
      places.put(name, new Place(segment, at, size));
      live += size;
    }
  }

  private void forget(Bytes name) {
    Place place = places.remove(name);
    live -= place == null ? 0 : place.size();
  }

  private static Entry entry(Place place) {
    return Entry.read(place.segment().entries().position(place.at()));
  }
}
