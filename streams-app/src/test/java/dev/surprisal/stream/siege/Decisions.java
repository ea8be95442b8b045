package dev.surprisal.stream.siege;

import dev.surprisal.score.OnlineFdr;
import dev.surprisal.score.OnlineFdr.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each verdict decided and by which level, so that all can be decided anew when all are there.
 * Safe for use by several threads.
 */
final class Decisions {
  private static final double TOLERANCE = 1e-12;
  private static final byte JUDGED = 1;
  private static final byte ANOMALOUS = 2;
  private static final byte ALARM = 4;

  private final Map<Integer, Rows> partitions = new HashMap<>();

  /** Of a partition, by the images' offsets. */
  private static final class Rows {
    private double[] pValues = new double[1 << 16];
    private double[] levels = new double[1 << 16];
    private long[] readAt = new long[1 << 16];
    private byte[] flags = new byte[1 << 16];
    private int end;

    void include(int offset) {
      end = Math.max(end, offset + 1);
      if (offset >= flags.length) {
        int length = Math.max(offset + 1, flags.length * 2);
        pValues = Arrays.copyOf(pValues, length);
        levels = Arrays.copyOf(levels, length);
        readAt = Arrays.copyOf(readAt, length);
        flags = Arrays.copyOf(flags, length);
      }
    }
  }

  /**
   * What came of deciding anew.
   *
   * @param anomalous verdicts that say so
   * @param wrong verdicts with another level or decision
   * @param unfounded alarms without a verdict that says so
   * @param silent anomalous verdicts without an alarm
   * @param deleted likewise, whose alarm went with its topic
   */
  record Audit(long anomalous, long wrong, long unfounded, long silent, long deleted) {}

  /**
   * When the alarms' topic was deleted, in milliseconds since 1970. An alarm of a verdict that was
   * read at that time may be gone: it was there and not read yet, or was written while the topic
   * went.
   */
  record Deletion(long from, long to) {
    static final Duration UNREAD = Duration.ofSeconds(10);
    static final Duration AFTERWARDS = Duration.ofSeconds(30);

    boolean explains(long readAt) {
      return readAt >= from - UNREAD.toMillis() && readAt <= to + AFTERWARDS.toMillis();
    }

    /**
     * The same, where the broker was away: what it committed in the moment before is read when it
     * is back.
     *
     * @param left when it went, in milliseconds since 1970
     * @param back when it answered again, likewise
     */
    Deletion around(long left, long back) {
      return explains(left) ? new Deletion(from, Math.max(to, back)) : this;
    }
  }

  /**
   * A verdict is on the scores' topic.
   *
   * @param readAt when it was read, moments after its transaction, in milliseconds since 1970; its
   *     own time is that of its image, which may have waited
   */
  synchronized void verdict(
      int partition, long offset, double pValue, double level, boolean anomalous, long readAt) {
    Rows rows = rows(partition, offset);
    int at = (int) offset;
    rows.pValues[at] = pValue;
    rows.levels[at] = level;
    rows.readAt[at] = readAt;
    rows.flags[at] |= anomalous ? JUDGED | ANOMALOUS : JUDGED;
  }

  /** A verdict with its pictures is on the anomalies' topic. */
  synchronized void alarm(int partition, long offset) {
    rows(partition, offset).flags[(int) offset] |= ALARM;
  }

  private Rows rows(int partition, long offset) {
    Rows rows = partitions.computeIfAbsent(partition, p -> new Rows());
    rows.include(Math.toIntExact(offset));
    return rows;
  }

  /**
   * Decides anew, in the order of the offsets.
   *
   * @param control of the discoveries, of each partition for itself
   * @param rate the level of all images where there is no such control
   * @param deletions of the alarms' topic
   */
  synchronized Audit audit(Optional<OnlineFdr> control, double rate, List<Deletion> deletions) {
    long[] counts = new long[5];
    for (Rows rows : partitions.values()) {
      State state = State.NONE;
      for (int i = 0; i < rows.end; i++) {
        boolean anomalous = (rows.flags[i] & ANOMALOUS) != 0;
        boolean alarm = (rows.flags[i] & ALARM) != 0;
        if ((rows.flags[i] & JUDGED) != 0) {
          double level = control.isPresent() ? control.get().level(state, i) : rate;
          boolean right =
              Math.abs(rows.levels[i] - level) <= TOLERANCE
                  && anomalous == rows.pValues[i] <= rows.levels[i];
          counts[1] += right ? 0 : 1;
        }
        counts[0] += anomalous ? 1 : 0;
        counts[2] += alarm && !anomalous ? 1 : 0;
        if (anomalous && !alarm) {
          long readAt = rows.readAt[i];
          counts[deletions.stream().anyMatch(one -> one.explains(readAt)) ? 4 : 3]++;
        }
        if (anomalous && control.isPresent()) {
          state = control.get().discovered(state, i);
        }
      }
    }
    return new Audit(counts[0], counts[1], counts[2], counts[3], counts[4]);
  }
}
