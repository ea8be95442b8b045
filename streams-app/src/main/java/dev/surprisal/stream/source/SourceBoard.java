package dev.surprisal.stream.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sources of this instance's partitions, for readers on other threads. Bounded: of each
 * partition it has the worst ones only. Safe for use by several threads.
 */
public final class SourceBoard {
  /** Sources of a partition. */
  static final int MOST = 250;

  private final Map<Integer, List<SourceRow>> partitions = new ConcurrentHashMap<>();

  /** Replaces the rows of a partition. */
  public void set(int partition, List<SourceRow> rows) {
    partitions.put(partition, List.copyOf(rows));
  }

  void remove(int partition) {
    partitions.remove(partition);
  }

  /** The rows of all partitions. */
  public List<SourceRow> rows() {
    return partitions.values().stream().flatMap(List::stream).toList();
  }
}
