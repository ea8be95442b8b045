package dev.surprisal.stream.siege;

import dev.surprisal.stream.siege.ScorerLog.Gap;
import dev.surprisal.stream.testing.InkModel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which records were sent and which outcomes came, in whatever order one hears of them. Safe for
 * use by several threads.
 */
final class Ledger {
  /** Kernels differ in the last bits; two images' scores differ by 2 nats. */
  private static final double TOLERANCE = 0.1;

  private static final int LATE_MILLIS = 60_000;
  private static final byte NOT_SENT = 0;
  private static final byte GOOD = 1;
  private static final byte HOSTILE = 2;

  private final LongSupplier millis;
  private final Map<Integer, Rows> partitions = new HashMap<>();
  private long open;
  private long openHostile;
  private long closed;
  private int lastOutcome = Integer.MIN_VALUE;

  /** What is known of a partition's records, by their offsets. */
  private static final class Rows {
    private byte[] sent = new byte[1 << 16];
    private Attack[] attack = new Attack[1 << 16];
    private boolean[] timed = new boolean[1 << 16];
    private int[] sentAt = new int[1 << 16];
    private int[] seenAt = new int[1 << 16];
    private float[] expected = new float[1 << 16];
    private float[] score = new float[1 << 16];
    private byte[] outcomes = new byte[1 << 16];
    private byte[] rejections = new byte[1 << 16];
    private byte[] alarms = new byte[1 << 16];
    private boolean[] missed = new boolean[1 << 16];
    private int end;
    private boolean judged;

    boolean waits(int offset) {
      return outcomes[offset] == 0 && !missed[offset];
    }

    void include(int offset) {
      end = Math.max(end, offset + 1);
      if (offset >= sent.length) {
        int length = Math.max(offset + 1, sent.length * 2);
        sent = Arrays.copyOf(sent, length);
        attack = Arrays.copyOf(attack, length);
        timed = Arrays.copyOf(timed, length);
        sentAt = Arrays.copyOf(sentAt, length);
        seenAt = Arrays.copyOf(seenAt, length);
        expected = Arrays.copyOf(expected, length);
        score = Arrays.copyOf(score, length);
        outcomes = Arrays.copyOf(outcomes, length);
        rejections = Arrays.copyOf(rejections, length);
        alarms = Arrays.copyOf(alarms, length);
        missed = Arrays.copyOf(missed, length);
      }
    }
  }

  /**
   * @param millis the time
   */
  Ledger(LongSupplier millis) {
    this.millis = millis;
  }

  /** The time by which everything here is dated. */
  int now() {
    return (int) millis.getAsLong();
  }

  /**
   * A good image is on its topic.
   *
   * @param since when it should have been sent, which it may have been later
   */
  synchronized void good(int partition, long offset, byte[] pixels, int since) {
    Rows rows = sent(partition, offset, GOOD, since);
    int white = 0;
    for (byte pixel : pixels) {
      white += pixel == 0 ? 0 : 1;
    }
    rows.expected[(int) offset] = (float) (InkModel.BLACK_NATS + 2 * white);
  }

  /**
   * A hostile record is on its topic.
   *
   * @param timed whether nothing else is in its way, so that its time is its own
   */
  synchronized void hostile(int partition, long offset, Attack attack, boolean timed) {
    Rows rows = sent(partition, offset, HOSTILE, now());
    rows.attack[(int) offset] = attack;
    rows.timed[(int) offset] = timed;
    openHostile += rows.waits((int) offset) ? 1 : 0;
  }

  private Rows sent(int partition, long offset, byte what, int since) {
    Rows rows = rows(partition, offset);
    rows.sent[(int) offset] = what;
    rows.sentAt[(int) offset] = since;
    open += rows.waits((int) offset) ? 1 : 0;
    return rows;
  }

  /** The records of a gap were deleted before they were judged, so that none gets an outcome. */
  synchronized void missed(Gap gap) {
    Rows rows = rows(gap.partition(), gap.to() - 1);
    for (int at = (int) gap.from(); at < gap.to(); at++) {
      if (rows.waits(at)) {
        open -= rows.sent[at] == NOT_SENT ? 0 : 1;
        openHostile -= rows.sent[at] == HOSTILE ? 1 : 0;
      }
      rows.missed[at] = true;
    }
  }

  /** A verdict is on the scores' topic. */
  synchronized void verdict(int partition, long offset, double score) {
    outcome(partition, offset).score[(int) offset] = (float) score;
  }

  /** A record is on the rejected topic. */
  synchronized void rejection(int partition, long offset) {
    outcome(partition, offset).rejections[(int) offset]++;
  }

  private Rows outcome(int partition, long offset) {
    Rows rows = rows(partition, offset);
    int at = (int) offset;
    if (rows.waits(at)) {
      open -= rows.sent[at] == NOT_SENT ? 0 : 1;
      openHostile -= rows.sent[at] == HOSTILE ? 1 : 0;
    }
    if (rows.outcomes[at]++ == 0) {
      rows.seenAt[at] = now();
      rows.judged = true;
      lastOutcome = rows.seenAt[at];
      closed++;
    }
    return rows;
  }

  /** A verdict with its pictures is on the anomalies' topic. */
  synchronized void alarm(int partition, long offset) {
    rows(partition, offset).alarms[(int) offset]++;
  }

  private Rows rows(int partition, long offset) {
    Rows rows = partitions.computeIfAbsent(partition, p -> new Rows());
    rows.include(Math.toIntExact(offset));
    return rows;
  }

  /** How many records wait for their outcome. */
  synchronized long open() {
    return open;
  }

  /** How many of these are hostile. */
  synchronized long openHostile() {
    return openHostile;
  }

  /** How many partitions have had an outcome. */
  synchronized long judgedPartitions() {
    return partitions.values().stream().filter(rows -> rows.judged).count();
  }

  /** Whether an outcome came within this time, so that records are on their way. */
  synchronized boolean moves(int withinMillis) {
    return lastOutcome >= now() - withinMillis;
  }

  /** How many records have their outcome. */
  synchronized long closed() {
    return closed;
  }

  synchronized Findings findings() {
    Count good = new Count();
    Map<Attack, Count> hostile = new EnumMap<>(Attack.class);
    long unknown = 0;
    long contradicted = 0;
    for (Rows rows : partitions.values()) {
      for (int i = 0; i < rows.end; i++) {
        contradicted += rows.missed[i] && rows.outcomes[i] + rows.alarms[i] > 0 ? 1 : 0;
        if (rows.sent[i] == NOT_SENT) {
          unknown += rows.outcomes[i] + rows.alarms[i];
        } else if (rows.sent[i] == GOOD) {
          good.add(rows, i);
          boolean right =
              rows.rejections[i] == 0 && Math.abs(rows.score[i] - rows.expected[i]) < TOLERANCE;
          good.wrong += rows.outcomes[i] > 0 && !right ? 1 : 0;
        } else {
          hostile.computeIfAbsent(rows.attack[i], a -> new Count()).add(rows, i);
        }
      }
    }
    Map<Attack, Findings.Tally> tallies = new EnumMap<>(Attack.class);
    hostile.forEach((attack, count) -> tallies.put(attack, count.tally()));
    return new Findings(good.tally(), good.wrong, unknown, contradicted, tallies);
  }

  private static final class Count {
    private long sent;
    private long lost;
    private long missed;
    private long doubled;
    private long late;
    private long wrong;
    private int slowest;
    private int slowestTimed;

    void add(Rows rows, int i) {
      sent++;
      lost += rows.waits(i) ? 1 : 0;
      missed += rows.missed[i] ? 1 : 0;
      doubled += rows.outcomes[i] > 1 || rows.alarms[i] > 1 ? 1 : 0;
      if (rows.outcomes[i] > 0) {
        int took = rows.seenAt[i] - rows.sentAt[i];
        late += took > LATE_MILLIS ? 1 : 0;
        slowest = Math.max(slowest, took);
        slowestTimed = rows.timed[i] ? Math.max(slowestTimed, took) : slowestTimed;
      }
    }

    Findings.Tally tally() {
      return new Findings.Tally(sent, lost, missed, doubled, late, slowest, slowestTimed);
    }
  }
}
