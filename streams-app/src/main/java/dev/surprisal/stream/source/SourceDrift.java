package dev.surprisal.stream.source;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The p-values of a source's images, counted by tenths in blocks of equal size. The first block is
 * the reference of all later ones, so that a source whose images are in order but unlike those of
 * the calibration does not count as drifted.
 */
final class SourceDrift {
  private static final int PARTS = 10;

  static final int BYTES = (1 + 3 + 1) * Long.BYTES + 2 * PARTS * Integer.BYTES;

  private long judge;
  private final int[] reference = new int[PARTS];
  private final int[] block = new int[PARTS];
  private double distance = Double.NaN;

  /** Offset of the first image of the block that is being filled. */
  private long since = -1;

  /** Offsets of the first and the last image of the blocks that have drifted. */
  private long first = -1;

  private long last = -1;

  /**
   * Takes an image into account.
   *
   * @param open whether an alert is open
   */
  void add(double pValue, long offset, DriftRule rule, boolean open) {
    if (judge != rule.judge() || sizeChanged(rule.images())) {
      begin(rule.judge());
    }
    if (rule.images() == 0) {
      return;
    }
    if (total(block) == 0) {
      since = offset;
    }
    block[part(pValue)]++;
    if (total(block) == rule.images()) {
      end(offset, rule, open);
    }
  }

  private boolean sizeChanged(int images) {
    int size = total(reference);
    return size > 0 ? size != images : total(block) >= images;
  }

  /** The next block is the reference. */
  private void begin(long newJudge) {
    judge = newJudge;
    distance = Double.NaN;
    Arrays.fill(reference, 0);
    interrupt();
  }

  private void end(long offset, DriftRule rule, boolean open) {
    if (total(reference) == 0) {
      System.arraycopy(block, 0, reference, 0, PARTS);
    } else {
      distance = distance(reference, block) / rule.images();
      if (rule.opens(distance) && !open) {
        first = since;
      }
      if (!rule.closes(distance)) {
        last = offset;
      }
    }
    interrupt();
  }

  /** Begins the block anew: what it holds is another trouble's. */
  void interrupt() {
    Arrays.fill(block, 0);
  }

  /** Largest difference of the two cumulative counts. */
  private static double distance(int[] a, int[] b) {
    int difference = 0;
    int most = 0;
    for (int part = 0; part < PARTS; part++) {
      difference += a[part] - b[part];
      most = Math.max(most, Math.abs(difference));
    }
    return most;
  }

  /** Upper bounds belong to their part: 0.1 is in the first tenth. */
  private static int part(double pValue) {
    return Math.max(0, Math.min(PARTS, (int) Math.ceil(pValue * PARTS - 1e-9)) - 1);
  }

  private static int total(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /**
   * Kolmogorov–Smirnov distance of the last full block from the reference, over the tenths, in [0,
   * 1]; NaN where no block was compared yet.
   */
  double distance() {
    return distance;
  }

  /** Offset of the first image of the first block that has drifted. */
  long first() {
    return first;
  }

  /** Offset of the last image of the last block that has drifted. */
  long last() {
    return last;
  }

  /** Whether there is nothing to store. */
  boolean isEmpty() {
    return total(reference) == 0 && total(block) == 0;
  }

  void write(ByteBuffer buffer) {
    buffer.putLong(judge).putLong(since).putLong(first).putLong(last).putDouble(distance);
    for (int part = 0; part < PARTS; part++) {
      buffer.putInt(reference[part]).putInt(block[part]);
    }
  }

  static SourceDrift read(ByteBuffer buffer) {
    SourceDrift drift = new SourceDrift();
    drift.judge = buffer.getLong();
    drift.since = buffer.getLong();
    drift.first = buffer.getLong();
    drift.last = buffer.getLong();
    drift.distance = buffer.getDouble();
    for (int part = 0; part < PARTS; part++) {
      drift.reference[part] = buffer.getInt();
      drift.block[part] = buffer.getInt();
    }
    return drift;
  }
}
