package dev.surprisal.stream.source;

import dev.surprisal.score.Term;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is known of one source. Changes with each of its records; stored after each. */
final class SourceState {
  private static final byte VERSION = 1;

  /**
   * Stands between the reasons, of which other releases may have more or fewer, and the drift. A
   * release that knows no drift reads no further than its reasons.
   */
  private static final int DRIFT_FOLLOWS = -1;

  /** They are stored in this order: a new one belongs at the end of the enum. */
  private static final List<Term> TERMS = List.of(Term.values());

  private long images;
  private long anomalies;
  private long rejected;
  private long seenAt;
  private long lastTimestamp;
  private long lastOffset;
  private Window window = Window.EMPTY;
  private int run;
  private long anomalousSince = -1;
  private long lastAnomaly = -1;
  private long rejectedSince = -1;
  private byte open;
  private SourceDrift drift = new SourceDrift();

  /** How often each term was the first reason since anomalousSince. */
  private final int[] reasons = new int[TERMS.size()];

  /** Takes a record into account. */
  void add(Sighting sighting, long now, AlertRules rules) {
    seenAt = now;
    lastTimestamp = sighting.timestamp();
    lastOffset = sighting.offset();
    switch (sighting.finding().kind()) {
      case NORMAL -> addImage(sighting, false, rules);
      case ANOMALOUS -> addAnomaly(sighting, rules);
      case REJECTED -> addRejected();
    }
  }

  private void addAnomaly(Sighting sighting, AlertRules rules) {
    boolean begins = anomalousSince < 0 || window.normalInARow() >= rules.pause();
    if (begins && !isOpen(AlertKind.ANOMALOUS)) {
      anomalousSince = lastOffset;
      Arrays.fill(reasons, 0);
    }
    lastAnomaly = lastOffset;
    anomalies++;
    sighting.finding().term().ifPresent(term -> reasons[TERMS.indexOf(term)]++);
    addImage(sighting, true, rules);
  }

  private void addImage(Sighting sighting, boolean anomalous, AlertRules rules) {
    images++;
    window = window.with(anomalous);
    run = Math.max(run, 0) + 1;
    if (isOpen(AlertKind.ANOMALOUS) || window.anomalous() >= rules.threshold()) {
      drift.interrupt();
    } else {
      drift.add(sighting.finding().pValue(), lastOffset, rules.drift(), isOpen(AlertKind.DRIFTED));
    }
  }

  private void addRejected() {
    rejected++;
    run = Math.min(run, 0) - 1;
    if (run == -1) {
      rejectedSince = lastOffset;
    }
  }

  long images() {
    return images;
  }

  long anomalies() {
    return anomalies;
  }

  long rejected() {
    return rejected;
  }

  long records() {
    return images + rejected;
  }

  /** When the last record was processed, in milliseconds since 1970. */
  long seenAt() {
    return seenAt;
  }

  /** The last record's, in milliseconds since 1970. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  Window window() {
    return window;
  }

  /** How many images the window holds. */
  int windowImages() {
    return (int) Math.min(images, Window.IMAGES);
  }

  /** Images in a row; negative: rejected records in a row. */
  int run() {
    return run;
  }

  SourceDrift drift() {
    return drift;
  }

  boolean isOpen(AlertKind kind) {
    return (open & kind.bit()) != 0;
  }

  void setOpen(AlertKind kind, boolean now) {
    open = (byte) (now ? open | kind.bit() : open & ~kind.bit());
  }

  /** Offset of the record with which a trouble began. */
  long first(AlertKind kind) {
    return switch (kind) {
      case ANOMALOUS -> anomalousSince;
      case SILENT -> lastOffset;
      case REJECTED -> rejectedSince;
      case DRIFTED -> drift.first() < 0 ? lastOffset : drift.first();
    };
  }

  /** Offset of the last record that belongs to a trouble. */
  long last(AlertKind kind) {
    return switch (kind) {
      case ANOMALOUS -> lastAnomaly;
      case SILENT, REJECTED -> lastOffset;
      case DRIFTED -> drift.last() < 0 ? lastOffset : drift.last();
    };
  }

  /** The term that was the first reason most often since the trouble began. */
  Optional<Term> reason() {
    return IntStream.range(0, TERMS.size())
        .filter(i -> reasons[i] > 0)
        .boxed()
        .max((a, b) -> Integer.compare(reasons[a], reasons[b]))
        .map(i -> TERMS.get(i));
  }

  byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(1 + 11 * Long.BYTES + Integer.BYTES + 1 + further());
    buffer.put(VERSION).putLong(images).putLong(anomalies).putLong(rejected);
    buffer.putLong(seenAt).putLong(lastTimestamp).putLong(lastOffset);
    buffer.putLong(window.older()).putLong(window.newer()).putInt(run);
    buffer.putLong(anomalousSince).putLong(lastAnomaly).putLong(rejectedSince).put(open);
    for (int reason : reasons) {
      buffer.putInt(reason);
    }
    if (!drift.isEmpty()) {
      drift.write(buffer.putInt(DRIFT_FOLLOWS));
    }
    return buffer.array();
  }

  private int further() {
    return reasons.length * Integer.BYTES
        + (drift.isEmpty() ? 0 : Integer.BYTES + SourceDrift.BYTES);
  }

  /**
   * Of {@link #bytes}; terms that were added to the program since then have no counts, and the
   * drift is empty where none was stored.
   *
   * @throws IllegalArgumentException if another release wrote it in another way
   */
  static SourceState of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte version = buffer.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "state of a source: expected version %d, got %d".formatted(VERSION, version));
    }
    SourceState state = new SourceState();
    state.images = buffer.getLong();
    state.anomalies = buffer.getLong();
    state.rejected = buffer.getLong();
    state.seenAt = buffer.getLong();
    state.lastTimestamp = buffer.getLong();
    state.lastOffset = buffer.getLong();
    state.window = new Window(buffer.getLong(), buffer.getLong());
    state.run = buffer.getInt();
    state.anomalousSince = buffer.getLong();
    state.lastAnomaly = buffer.getLong();
    state.rejectedSince = buffer.getLong();
    state.open = buffer.get();
    for (int i = 0; buffer.hasRemaining(); i++) {
      int next = buffer.getInt();
      if (next == DRIFT_FOLLOWS) {
        state.drift = SourceDrift.read(buffer);
        break;
      }
      if (i < TERMS.size()) {
        state.reasons[i] = next;
      }
    }
    return state;
  }
}
