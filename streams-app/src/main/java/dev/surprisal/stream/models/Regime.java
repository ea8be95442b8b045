package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which model judges which record of a topic of images, as was decided so far. Immutable. */
final class Regime {
  /** Changes that a person is shown. */
  private static final int MOST_SHOWN = 50;

  /** Those that judge, in the order of their numbers. */
  private final List<Control> judging;

  private final Optional<Control> prepared;
  private final Optional<Control> candidate;
  private final List<Change> changes;

  /**
   * @param controls in the order of their numbers
   */
  Regime(List<Control> controls, String images) {
    List<Control> found = new ArrayList<>();
    Optional<Control> next = Optional.empty();
    Optional<Control> shadow = Optional.empty();
    List<Change> told = new ArrayList<>();
    for (Control control : controls) {
      if (!control.images().equals(images)) {
        continue;
      }
      switch (control.kind()) {
        case ACTIVATE, ROLLBACK -> {
          told.add(Change.of(control, last(found)));
          found.add(control);
          next = Optional.empty();
          shadow = shadow.filter(one -> !one.digest().equals(control.digest()));
        }
        case PREPARE -> next = Optional.of(control);
        case SHADOW -> {
          told.add(Change.of(control, shadow));
          shadow = Optional.of(control);
        }
        case SHADOW_END -> {
          told.add(Change.of(control, Optional.empty()));
          shadow = Optional.empty();
        }
      }
    }
    this.judging = List.copyOf(found);
    this.prepared = next;
    this.candidate = shadow;
    this.changes = List.copyOf(told.subList(Math.max(0, told.size() - MOST_SHOWN), told.size()));
  }

  private static Optional<Control> last(List<Control> controls) {
    return controls.isEmpty() ? Optional.empty() : Optional.of(controls.get(controls.size() - 1));
  }

  /**
   * The decision by which a record is judged; nothing if nothing was decided yet.
   *
   * @param topicId of the topic that the record is on, if it is known
   */
  Optional<Control> at(int partition, long offset, Optional<String> topicId) {
    for (int i = judging.size() - 1; i > 0; i--) {
      if (judging.get(i).barrier(partition, topicId) <= offset) {
        return Optional.of(judging.get(i));
      }
    }
    return judging.stream().findFirst();
  }

  /** The decision in force at the end of each partition. */
  Optional<Control> active() {
    return last(judging);
  }

  /** The last decision before that one for another bundle. */
  Optional<Control> previous() {
    for (int i = judging.size() - 2; i >= 0; i--) {
      if (!judging.get(i).digest().equals(judging.get(judging.size() - 1).digest())) {
        return Optional.of(judging.get(i));
      }
    }
    return Optional.empty();
  }

  /** What will be activated next, if anybody has said so. */
  Optional<Control> prepared() {
    return prepared;
  }

  /** Which bundle is the candidate: until that is ended, or it judges. */
  Optional<Control> candidate() {
    return candidate;
  }

  /** The last decisions, the oldest first; that a model is announced is none. */
  List<Change> changes() {
    return changes;
  }

  /** The bundles to have in memory, the active one first. */
  Set<String> wanted() {
    Set<String> digests = new LinkedHashSet<>();
    active().ifPresent(control -> digests.add(control.digest()));
    prepared().ifPresent(control -> digests.add(control.digest()));
    previous().filter(this::judgesSome).ifPresent(control -> digests.add(control.digest()));
    return digests;
  }

  /**
   * The bundles that must stay on the topic: those that judge or may judge next, the one that a
   * rollback leads to, the candidate, and all that judge records which are still there, in a replay
   * or because they were not judged yet.
   *
   * @param beginnings of the images' partitions; nothing where the topic is gone
   */
  Set<String> needed(Optional<ImageOffsets> beginnings) {
    Set<String> digests = new LinkedHashSet<>(wanted());
    previous().ifPresent(control -> digests.add(control.digest()));
    candidate().ifPresent(control -> digests.add(control.digest()));
    beginnings.ifPresent(
        first ->
            first
                .offsets()
                .forEach(
                    (partition, offset) ->
                        from(partition, offset, first.topicId())
                            .forEach(control -> digests.add(control.digest()))));
    return digests;
  }

  /** Those by which the records of a partition from an offset on are judged. */
  private List<Control> from(int partition, long offset, Optional<String> topicId) {
    int oldest = at(partition, offset, topicId).map(judging::indexOf).orElse(judging.size());
    return judging.subList(oldest, judging.size());
  }

  /** Not so of what was withdrawn: it may have been because nobody can load it. */
  private boolean judgesSome(Control before) {
    Control now = active().orElseThrow();
    return now.barriers().entrySet().stream()
        .anyMatch(one -> one.getValue() > before.barrier(one.getKey(), now.topicId()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regime that
        && judging.equals(that.judging)
        && prepared.equals(that.prepared)
        && candidate.equals(that.candidate)
        && changes.equals(that.changes);
  }

  @Override
  public int hashCode() {
    return judging.hashCode();
  }

  /**
   * Checks that a decision leaves what is before it as it was.
   *
   * @throws BadInputException if one of its barriers lies before that of the last decision
   */
  void expectNotBefore(Control next) {
    Optional<Control> last = active();
    if (!next.kind().judges() || last.isEmpty()) {
      return;
    }
    Set<Integer> partitions = new TreeSet<>(last.get().barriers().keySet());
    for (int partition : partitions) {
      long least = last.get().barrier(partition, next.topicId());
      long got = next.barrier(partition, next.topicId());
      if (got < least) {
        throw new BadInputException(
            "barriers: expected at least %d for partition %d, where that of control record %d is, got %d"
                .formatted(least, partition, last.get().number(), got));
      }
    }
  }
}
