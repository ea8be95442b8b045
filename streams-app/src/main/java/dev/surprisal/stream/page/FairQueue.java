package dev.surprisal.stream.page;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The newest elements, the oldest of them first. Where there are too many, the oldest one of the
 * largest group goes: a source that sends nothing but anomalies does not displace all others.
 */
final class FairQueue<T> {
  private final int most;
  private final Function<T, String> group;
  private final Deque<T> elements = new ArrayDeque<>();
  private final Map<String, Integer> sizes = new HashMap<>();

  FairQueue(int most, Function<T, String> group) {
    this.most = most;
    this.group = group;
  }

  void add(T element) {
    elements.add(element);
    sizes.merge(group.apply(element), 1, Integer::sum);
    if (elements.size() > most) {
      removeOldestOfLargest();
    }
  }

  private void removeOldestOfLargest() {
    int largest = Collections.max(sizes.values());
    for (Iterator<T> oldestFirst = elements.iterator(); oldestFirst.hasNext(); ) {
      T element = oldestFirst.next();
      if (sizes.get(group.apply(element)) == largest) {
        oldestFirst.remove();
        forget(element);
        return;
      }
    }
  }

  private void forget(T element) {
    sizes.computeIfPresent(group.apply(element), (name, size) -> size == 1 ? null : size - 1);
  }

  /** Removes the oldest element. */
  Optional<T> poll() {
    Optional<T> oldest = Optional.ofNullable(elements.poll());
    oldest.ifPresent(this::forget);
    return oldest;
  }

  /** A copy. */
  List<T> all() {
    return List.copyOf(elements);
  }
}
