package dev.surprisal.stream.feedback;

import dev.surprisal.stream.watch.AlertMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The offsets between which each source was in trouble, as the topic of the alerts says. */
final class AlertSpans {
  private record Subject(String source, int partition) {}

  private final Optional<String> topicId;
  private final Set<String> passedOver;

  /** By source and kind of alert the first offset of each trouble, and its last. */
  private final Map<Subject, Map<String, TreeMap<Long, Long>>> spans = new HashMap<>();

  /**
   * @param topicId of the images' topic; alerts about another one of that name do not count
   * @param passedOver kinds of alerts that do not count either
   */
  AlertSpans(Optional<String> topicId, Set<String> passedOver) {
    this.topicId = topicId;
    this.passedOver = Set.copyOf(passedOver);
  }

  /** Takes in an alert; those of a source have to come in their order. */
  void read(AlertMessage alert) {
    Optional<ImageId> first = ImageId.parse(alert.firstId());
    Optional<ImageId> last = ImageId.parse(alert.lastId());
    if (first.isEmpty()
        || last.isEmpty()
        || !alert.topicId().equals(topicId)
        || passedOver.contains(alert.kind())) {
      return;
    }
    TreeMap<Long, Long> ofKind =
        spans
            .computeIfAbsent(
                new Subject(alert.source().orElse(""), first.get().partition()),
                subject -> new HashMap<>())
            .computeIfAbsent(alert.kind(), kind -> new TreeMap<>());
    if (alert.opened()) {
      ofKind.put(first.get().offset(), Long.MAX_VALUE);
    } else {
      Map.Entry<Long, Long> open = ofKind.lastEntry();
      boolean known = open != null && open.getValue() == Long.MAX_VALUE;
      ofKind.put(known ? open.getKey() : first.get().offset(), last.get().offset());
    }
  }

  /** Whether a source was in trouble when it sent an image. */
  boolean cover(Optional<String> source, ImageId image) {
    return spans
        .getOrDefault(new Subject(source.orElse(""), image.partition()), Map.of())
        .values()
        .stream()
        .map(ofKind -> ofKind.floorEntry(image.offset()))
        .filter(Objects::nonNull)
        .anyMatch(span -> image.offset() <= span.getValue());
  }
}
