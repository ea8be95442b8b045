package dev.surprisal.stream.intake;

/** Counts what the records of one poll take. For one consumer, on the thread that polls. */
final class PollBudget {
  private final Bounds bounds;
  private long used;

  PollBudget(Bounds bounds) {
    this.bounds = bounds;
  }

  /** How long a value may be to be taken in whole. */
  int valueBytes() {
    return bounds.valueBytes();
  }

  /** The records of the poll before are done with. */
  void startPoll() {
    used = 0;
  }

  /**
   * Whether a record fits into this poll. The first always does, or no poll would ever take it.
   *
   * @param bytes of the record itself
   */
  boolean takes(long bytes) {
    long size = bytes + bounds.recordBytes();
    if (used > 0 && used + size > bounds.pollBytes()) {
      return false;
    }
    used += size;
    return true;
  }
}
