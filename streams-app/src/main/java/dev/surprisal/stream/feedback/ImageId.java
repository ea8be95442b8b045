package dev.surprisal.stream.feedback;

import java.util.Optional;

/**
 * Where an image is: what an id of a verdict says.
 *
 * @param topic its name
 */
record ImageId(String topic, int partition, long offset) {
  /** Parses {@code topic-partition-offset}; empty if the text is none. */
  static Optional<ImageId> parse(String id) {
    int last = id.lastIndexOf('-');
    int before = id.lastIndexOf('-', last - 1);
    if (before < 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ImageId(
              id.substring(0, before),
              Integer.parseInt(id.substring(before + 1, last)),
              Long.parseLong(id.substring(last + 1))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
