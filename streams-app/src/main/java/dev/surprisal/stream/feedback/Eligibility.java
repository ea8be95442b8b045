package dev.surprisal.stream.feedback;

import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Optional;

/**
 * Which images may be collected. Alarms may, unless somebody called them anomalous or {@code
 * withoutAlarms} is set: without them a calibration would lack the strangest clean images, and its
 * threshold would be too low.
 *
 * @param images the topic as it is now
 * @param labels all of them
 * @param alerts all of them
 * @param withoutAlarms whether an alarm has to be labelled normal to be taken
 */
record Eligibility(ImagesNow images, LabelBook labels, AlertSpans alerts, boolean withoutAlarms) {
  /** Why an image is left out; empty if it is not. */
  Optional<LeftOut> whyNot(ImageId id, VerdictMessage verdict) {
    // Offsets of a topic that was made again name other images.
    if (!id.topic().equals(images.topic()) || !verdict.topicId().equals(images.topicId())) {
      return Optional.of(LeftOut.OTHER_TOPIC);
    }
    if (id.offset() < images.starts().getOrDefault(id.partition(), Long.MAX_VALUE)) {
      return Optional.of(LeftOut.GONE);
    }
    Optional<Opinion> opinion =
        labels.find(verdict.id(), verdict.topicId()).map(entry -> entry.label().opinion());
    if (opinion.equals(Optional.of(Opinion.ANOMALOUS))) {
      return Optional.of(LeftOut.LABELLED);
    }
    if (alerts.cover(verdict.source(), id)) {
      return Optional.of(LeftOut.ALERT);
    }
    boolean alarm = withoutAlarms && verdict.anomalous() && opinion.isEmpty();
    return alarm ? Optional.of(LeftOut.ALARM) : Optional.empty();
  }
}
