package dev.surprisal.stream.page;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
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

  FairQueue(int most, Function<T, String> group) {
    this.most = most;
    this.group = group;
  }

  void add(T element) {
    elements.add(element);
    if (elements.size() > most) {
      removeOldestOfLargest();
    }
  }

  private void removeOldestOfLargest() {
    Map<String, Integer> sizes = new HashMap<>();
    elements.forEach(element -> sizes.merge(group.apply(element), 1, Integer::sum));
    int largest = Collections.max(sizes.values());
    elements.stream()
        .filter(element -> sizes.get(group.apply(element)) == largest)
        .findFirst()
        .ifPresent(elements::removeFirstOccurrence);
  }

  /** Removes the oldest element. */
  Optional<T> poll() {
    return Optional.ofNullable(elements.poll());
  }

  /** A copy. */
  List<T> all() {
    return List.copyOf(elements);
  }
}
