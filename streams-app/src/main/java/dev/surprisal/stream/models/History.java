package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the records of the models' topic amount to, taken in one after the other. Of the chunks it
 * keeps where they are, not what they hold.
 */
final class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);

  /** Of all bundles together; those beyond are passed over, so that memory is bounded. */
  private static final int MOST_CHUNKS = 100_000;

  private static final int MOST_BUNDLES = 10_000;

  private final Map<String, PublishedBundle> bundles = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, Long>> chunks = new HashMap<>();
  private final List<Control> controls = new ArrayList<>();
  private int keptChunks;
  private int lastNumber;

  /**
   * Takes in a record.
   *
   * @param value null if the key's records are deleted
   * @throws NewerReleaseException if only a newer release knows who judges
   */
  void add(long offset, byte[] key, byte[] value) {
    Optional<RecordKey> known = RecordKey.of(key);
    try {
      if (known.isEmpty()) {
        throw new BadInputException("expected a key of surprisal's models, got another");
      }
      take(known.get(), offset, value);
    } catch (BadInputException e) {
      log.warn(
          "models' topic, offset {}: {}: {}; the record is passed over",
          offset,
          known.map(RecordKey::toString).orElse("foreign record"),
          e.getMessage());
    }
  }

  private void take(RecordKey key, long offset, byte[] value) {
    switch (key.kind()) {
      case CHUNK -> chunk(key, offset, value);
      case BUNDLE -> bundle(key.digest(), value);
      case CONTROL -> control(key.number(), value);
      case HOLD -> {}
    }
  }

  private void chunk(RecordKey key, long offset, byte[] value) {
    if (value == null) {
      TreeMap<Integer, Long> some = chunks.get(key.digest());
      if (some != null && some.remove(key.number()) != null) {
        keptChunks--;
        if (some.isEmpty()) {
          chunks.remove(key.digest());
        }
      }
      return;
    }
    if (keptChunks >= MOST_CHUNKS) {
      throw new BadInputException("expected at most %d chunks".formatted(MOST_CHUNKS));
    }
    TreeMap<Integer, Long> some = chunks.computeIfAbsent(key.digest(), digest -> new TreeMap<>());
    if (some.put(key.number(), offset) == null) {
      keptChunks++;
    }
  }

  private void bundle(String digest, byte[] value) {
    if (value == null) {
      bundles.remove(digest);
      return;
    }
    if (bundles.size() >= MOST_BUNDLES) {
      throw new BadInputException("expected at most %d bundles".formatted(MOST_BUNDLES));
    }
    bundles.put(digest, PublishedBundle.of(digest, value));
  }

  private void control(int number, byte[] value) {
    if (value == null) {
      throw new BadInputException("expected a decision, got a deletion; what was decided stands");
    }
    if (number <= lastNumber) {
      throw new BadInputException(
          "number: expected more than %d, got %d".formatted(lastNumber, number));
    }
    Optional<Control> read = Control.of(number, value);
    read.ifPresent(control -> regime(control.images()).expectNotBefore(control));
    read.ifPresent(controls::add);
    lastNumber = number;
  }

  /** That of the last decision, whether this release understands it or not: its key is taken. */
  int lastNumber() {
    return lastNumber;
  }

  /** All that are whole as far as the topic says, in the order of their publication. */
  Collection<PublishedBundle> bundles() {
    return List.copyOf(bundles.values());
  }

  Optional<PublishedBundle> bundle(String digest) {
    return Optional.ofNullable(bundles.get(digest));
  }

  /**
   * The bundle that the first digits of a digest mean.
   *
   * @throws BadInputException if there is none, or more than one
   */
  PublishedBundle meant(String digits) {
    List<PublishedBundle> found =
        bundles.values().stream().filter(one -> one.digest().startsWith(digits)).toList();
    if (found.size() != 1) {
      throw new BadInputException(
          "%s: expected the first digits of one model's digest, got those of %d; surprisal models list shows them"
              .formatted(digits, found.size()));
    }
    return found.get(0);
  }

  /** Offsets of a bundle's chunks by index. */
  NavigableMap<Integer, Long> chunks(String digest) {
    return new TreeMap<>(chunks.getOrDefault(digest, new TreeMap<>()));
  }

  List<Control> controls() {
    return List.copyOf(controls);
  }

  /** Which model judges the images of a topic. */
  Regime regime(String images) {
    return new Regime(controls, images);
  }
}
