package dev.surprisal.stream.chaos;

import dev.surprisal.stream.chaos.AlertAudit.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * How long partitions pause where the model changes, and how long that takes: by the times at which
 * the broker appended the verdicts.
 */
final class SwapTimes {
  /** By partition of the images. */
  private final Map<Integer, List<Verdict>> verdicts = new HashMap<>();

  private record Verdict(long offset, long millis) {}

  /**
   * A change of the model.
   *
   * @param begin when the command was begun that decided on it
   * @param end when each partition had the first verdict by it
   */
  private record Change(String kind, long begin, long end) {}

  /** From a verdict of a partition to its next. */
  private record Pause(long begin, long end) {
    boolean overlaps(Change change) {
      return begin < change.end() && end > change.begin();
    }

    long millis() {
      return end - begin;
    }
  }

  /** Notes when a verdict was appended. */
  void judged(Place image, long millis) {
    verdicts
        .computeIfAbsent(image.partition(), partition -> new ArrayList<>())
        .add(new Verdict(image.offset(), millis));
  }

  /**
   * In words.
   *
   * @param begun when commands were begun, of which some may have failed
   */
  String inWords(Barriers barriers, List<Instant> begun) {
    List<Change> changes = changes(barriers, begun);
    List<Pause> pauses = pauses();
    long elsewhere =
        pauses.stream()
            .filter(pause -> changes.stream().noneMatch(pause::overlaps))
            .mapToLong(Pause::millis)
            .max()
            .orElse(0);
    return "%d swaps; longest pause of a partition at one: %s; elsewhere: at most %d ms; from the command to the first verdict by the model on each partition, activate: %s, rollback: %s"
        .formatted(
            changes.size(),
            medianAndMost(
                changes.stream()
                    .mapToLong(
                        change ->
                            pauses.stream()
                                .filter(pause -> pause.overlaps(change))
                                .mapToLong(Pause::millis)
                                .max()
                                .orElse(0))),
            elsewhere,
            medianAndMost(durations(changes, "activate")),
            medianAndMost(durations(changes, "rollback")));
  }

  private static LongStream durations(List<Change> changes, String kind) {
    return changes.stream()
        .filter(change -> change.kind().equals(kind))
        .mapToLong(change -> change.end() - change.begin());
  }

  private static String medianAndMost(LongStream millis) {
    long[] sorted = millis.sorted().toArray();
    return sorted.length == 0
        ? "none"
        : "median %d ms, at most %d ms"
            .formatted(sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }

  /** The first decision changes nothing; one behind whose barriers no image came, neither. */
  private List<Change> changes(Barriers barriers, List<Instant> begun) {
    List<Change> changes = new ArrayList<>();
    for (Barriers.Decision decision : barriers.decisions().stream().skip(1).toList()) {
      long begin =
          begun.stream()
              .filter(instant -> !instant.isAfter(decision.at()))
              .mapToLong(Instant::toEpochMilli)
              .max()
              .orElse(decision.at().toEpochMilli());
      verdicts.entrySet().stream()
          .mapToLong(one -> first(one.getValue(), decision.from(one.getKey())))
          .filter(millis -> millis > 0)
          .max()
          .ifPresent(end -> changes.add(new Change(decision.kind(), begin, end)));
    }
    return changes;
  }

  /** When the first verdict from an offset on was appended; 0 if there is none. */
  private static long first(List<Verdict> ofPartition, long from) {
    return ofPartition.stream()
        .filter(verdict -> verdict.offset() >= from)
        .min(Comparator.comparingLong(Verdict::offset))
        .map(Verdict::millis)
        .orElse(0L);
  }

  private List<Pause> pauses() {
    List<Pause> pauses = new ArrayList<>();
    for (List<Verdict> ofPartition : verdicts.values()) {
      long[] times = ofPartition.stream().mapToLong(Verdict::millis).sorted().distinct().toArray();
      for (int i = 1; i < times.length; i++) {
        pauses.add(new Pause(times[i - 1], times[i]));
      }
    }
    return pauses;
  }
}
