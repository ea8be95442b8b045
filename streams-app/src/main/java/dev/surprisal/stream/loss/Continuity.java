package dev.surprisal.stream.loss;

import dev.surprisal.stream.kafka.Causes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows where this instance is in each partition of the images' topic, and so notices offsets that
 * were deleted before they were judged: then Kafka's consumer goes on elsewhere, without a word. A
 * gap within a log, as compaction and the marks of transactions leave, is no loss. Safe for several
 * threads.
 */
public final class Continuity {
  private static final Logger log = LoggerFactory.getLogger(Continuity.class);

  /**
   * Where a partition's consumer is.
   *
   * @param next the offset that it goes on with
   * @param topicId of the topic that this offset belongs to
   * @param first the offset that it went on with when it was first heard of in this topic
   */
  record Place(long next, Optional<String> topicId, long first) {
    static Place begin(long next, Optional<String> topicId) {
      return new Place(next, topicId, next);
    }

    Place goneOn(long to) {
      return new Place(to, topicId, first);
    }
  }

  /** Up to where a partition's losses are counted; the group's offset may stay before that. */
  private record Counted(Optional<String> topicId, long to) {}

  private final String topic;
  private final boolean resetsToOldest;
  private final LongConsumer missed;
  private final LogStarts starts = new LogStarts();
  private final Map<Integer, Place> places = new ConcurrentHashMap<>();
  private final Map<Integer, Counted> counted = new ConcurrentHashMap<>();
  private volatile Optional<ImagesTopic> images = Optional.empty();
  private volatile Optional<String> topicId = Optional.empty();

  /**
   * @param topic the images'
   * @param resetsToOldest whether a consumer whose offset is gone goes on with the oldest record
   * @param missed is told of offsets that were never judged, how many
   */
  public Continuity(String topic, boolean resetsToOldest, LongConsumer missed) {
    this.topic = topic;
    this.resetsToOldest = resetsToOldest;
    this.missed = missed;
  }

  /** From now on the brokers can be asked; before that nothing is known of the topic. */
  public void ask(ImagesTopic brokers) {
    images = Optional.of(brokers);
  }

  /** For the consumer's {@link LogStartsReporter}. */
  public LogStarts starts() {
    return starts;
  }

  /** The topic that the last records polled of a partition were on, if it is known. */
  public Optional<String> topicId(int partition) {
    Place place = places.get(partition);
    return place == null ? topicId : place.topicId();
  }

  /**
   * Notes that this instance has a partition from now on, and finds where the group was in it. To
   * be called before its first record is polled.
   */
  public void assigned(int partition) {
    places.remove(partition);
    if (images.isEmpty()) {
      return;
    }
    try {
      ImagesTopic.Found found = images.get().look(partition);
      topicId = found.topicId();
      found.committed().ifPresent(committed -> begin(partition, committed, found));
    } catch (ExecutionException e) {
      log.warn(
          "partition {}: whether images were deleted before this start cannot be seen: {}",
          partition,
          Causes.inOneLine(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(int partition, long committed, ImagesTopic.Found found) {
    long next = committed;
    if (resetsToOldest && committed < found.start()) {
      lost(partition, committed, found.start());
      next = found.start();
    } else if (resetsToOldest && committed > found.end()) {
      wentBack(partition, committed, found.start());
      next = found.start();
    }
    places.put(partition, Place.begin(next, found.topicId()));
  }

  /** Compares what a poll brought with what was to come. */
  public void polled(ConsumerRecords<byte[], byte[]> records) {
    records
        .nextOffsets()
        .forEach(
            (partition, position) -> {
              if (partition.topic().equals(topic)) {
                polled(partition, records, position.offset());
              }
            });
  }

  private void polled(TopicPartition polled, ConsumerRecords<byte[], byte[]> records, long next) {
    int partition = polled.partition();
    long first =
        records.records(polled).stream().findFirst().map(ConsumerRecord::offset).orElse(next);
    Place before = places.get(partition);
    if (before == null) {
      places.put(partition, Place.begin(next, topicId));
    } else if (first >= before.next() && next >= first) {
      skipped(partition, before.next(), first, next);
      places.put(partition, before.goneOn(next));
    } else {
      wentBack(partition, before.next(), first);
      refresh();
      if (before.topicId().isPresent() && !before.topicId().equals(topicId)) {
        // A reset to the end, or to where the logs seemed to part, skips what the new topic has.
        starts.before(partition, next).ifPresent(start -> lostIfAny(partition, start, first));
      }
      places.put(partition, Place.begin(next, topicId));
    }
  }

  /** A log that begins after the expected offset has lost what lay between. */
  private void skipped(int partition, long expected, long first, long next) {
    if (first == expected) {
      return;
    }
    OptionalLong start = starts.before(partition, next);
    if (start.isPresent() && start.getAsLong() > expected) {
      lost(partition, expected, resetsToOldest ? Math.min(start.getAsLong(), first) : first);
    }
  }

  private void refresh() {
    try {
      if (images.isPresent()) {
        topicId = images.get().id();
      }
    } catch (ExecutionException e) {
      topicId = Optional.empty();
      log.warn("the topic's id cannot be read: {}", Causes.inOneLine(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lostIfAny(int partition, long from, long to) {
    if (to > from) {
      lost(partition, from, to);
    }
  }

  private void lost(int partition, long from, long to) {
    Counted before = counted.get(partition);
    long first =
        before != null && before.topicId().equals(topicId) ? Math.max(from, before.to()) : from;
    if (first >= to) {
      return;
    }
    counted.put(partition, new Counted(topicId, to));
    missed.accept(to - first);
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("from", first)
        .addKeyValue("to", to)
        .addKeyValue("missed", to - first)
        .log("images were gone before they were judged");
  }

  private void wentBack(int partition, long expected, long first) {
    counted.remove(partition);
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("expected", expected)
        .addKeyValue("from", first)
        .log(
            "the log of images ends before the expected offset, as that of a topic that was created"
                + " again or truncated; it goes on before that");
  }

  /** For the {@link LossWatch}: the places of these partitions. */
  Map<Integer, Place> places(Set<Integer> assigned) {
    Map<Integer, Place> known = new HashMap<>(places);
    known.keySet().retainAll(assigned);
    return known;
  }

  boolean resetsToOldest() {
    return resetsToOldest;
  }

  void topicId(Optional<String> id) {
    topicId = id;
  }

  /** Notes the id of a topic that could not be asked for it before. */
  void known(int partition, Place place, Optional<String> id) {
    places.replace(partition, place, new Place(place.next(), id, place.first()));
  }

  /** Counts a loss that no poll has shown; nothing if the consumer has moved meanwhile. */
  void lost(int partition, Place from, Place to, long first, long last) {
    if (places.replace(partition, from, to)) {
      lostIfAny(partition, first, last);
    }
  }
}
