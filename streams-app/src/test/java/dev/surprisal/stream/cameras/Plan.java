package dev.surprisal.stream.cameras;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a drill does. Each camera sends {@link #BEFORE} images; then four of them are broken while
 * the others go on. At the end all send good ones.
 *
 * @param sources cameras, at least 5
 * @param rate images a second of each
 * @param silentAfter how long a camera may be silent
 * @param seed of the images
 */
record Plan(int sources, int rate, Duration silentAfter, long seed) {
  /** Half a block more than the first one, so that the faults begin in the midst of a block. */
  static final int BEFORE = 750;

  /** The rest of the block in which a drift begins, a whole one, and some more. */
  private static final int BROKEN = 850;

  /** Those of a camera in order, until all is over. */
  static final int TOTAL = BEFORE + BROKEN + 1_100;

  /**
   * How many good ones follow a silence, which is to last longer than it may even on a busy
   * machine.
   */
  private static final int AFTER_SILENCE = 50;

  Plan {
    if (sources <= Fault.values().length) {
      throw new IllegalArgumentException("sources: expected at least 5, got " + sources);
    }
    int silence = end(Fault.SILENT) - BEFORE;
    if (Duration.ofSeconds(silence / rate).compareTo(silentAfter) <= 0) {
      throw new IllegalArgumentException(
          "rate: expected so few images a second that %d take longer than %s, got %d"
              .formatted(silence, silentAfter, rate));
    }
  }

  static String name(int source) {
    return "camera-%03d".formatted(source);
  }

  /** The first image that is good again. */
  static int end(Fault fault) {
    return fault == Fault.SILENT ? TOTAL - AFTER_SILENCE : BEFORE + BROKEN;
  }

  /** The camera that has it. */
  int victim(Fault fault) {
    List<Fault> all = List.of(Fault.values());
    return (all.indexOf(fault) + 1) * sources / (all.size() + 1);
  }

  /** What a camera has while it is broken. */
  Optional<Fault> fault(int source) {
    for (Fault fault : Fault.values()) {
      if (victim(fault) == source) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}
