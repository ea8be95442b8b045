package dev.surprisal.stream.scorer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** One thread's scorers, one for each model that it judges by. */
final class ThreadScorers implements AutoCloseable {
  /** The old model and the new one; a third would have buffers of its own beside the heap. */
  private static final int MOST = 2;

  private final Function<Judge, RecordScorer> make;
  private final Map<String, RecordScorer> made = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * @param make a scorer, which is closed with this
   */
  ThreadScorers(Function<Judge, RecordScorer> make) {
    this.make = make;
  }

  RecordScorer of(Judge judge) {
    RecordScorer before = made.get(judge.digest());
    if (before != null) {
      return before;
    }
    if (made.size() == MOST) {
      made.remove(made.keySet().iterator().next()).close();
    }
    RecordScorer scorer = make.apply(judge);
    made.put(judge.digest(), scorer);
    return scorer;
  }

  @Override
  public void close() {
    made.values().forEach(RecordScorer::close);
    made.clear();
  }
}
