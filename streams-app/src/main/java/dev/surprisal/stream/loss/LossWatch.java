package dev.surprisal.stream.loss;

import dev.surprisal.stream.loss.Continuity.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices losses that no poll shows: a log that was emptied and gets no new record, and a topic
 * that was created again and is longer by now than the one before, so that Kafka's consumer goes on
 * in its midst. One thread's.
 */
public final class LossWatch {
  /** Long enough for a stream thread to be given what its consumer has fetched already. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(LossWatch.class);

  private final ImagesTopic images;
  private final Continuity continuity;
  private final IntToLongFunction waiting;
  private final LongSupplier nanos;
  private final Map<Integer, Standing> standing = new HashMap<>();
  private final Map<Integer, Long> left = new HashMap<>();
  private Map<Integer, Place> lastLook = Map.of();
  private Optional<String> lastId = Optional.empty();

  /** Since when a partition's consumer has been at a place before its log's start. */
  private record Standing(Place place, long since) {}

  /**
   * @param waiting how many records of a partition were polled and are not done
   * @param nanos the time, as {@link System#nanoTime}
   */
  public LossWatch(
      ImagesTopic images, Continuity continuity, IntToLongFunction waiting, LongSupplier nanos) {
    this.images = images;
    this.continuity = continuity;
    this.waiting = waiting;
    this.nanos = nanos;
  }

  /**
   * Looks once.
   *
   * @param assigned the partitions that this instance has
   */
  public void look(Set<Integer> assigned) throws ExecutionException, InterruptedException {
    Map<Integer, Place> places = continuity.places(assigned);
    Optional<String> id = images.id();
    continuity.topicId(id);
    if (id.isPresent() && id.equals(lastId)) {
      places.forEach(
          (partition, place) -> {
            if (place.topicId().isEmpty()) {
              continuity.known(partition, place, id);
            }
          });
    }
    tellOfNewTopic(id);
    Map<Integer, Long> starts = images.starts(places.keySet());
    Map<Integer, Place> strangers = new HashMap<>(places);
    strangers
        .values()
        .removeIf(p -> p.topicId().isEmpty() || id.isEmpty() || p.topicId().equals(id));
    Map<Integer, Long> ends = strangers.isEmpty() ? Map.of() : images.ends(strangers.keySet());
    left.keySet().retainAll(strangers.keySet());
    standing.keySet().retainAll(places.keySet());
    places.forEach(
        (partition, place) -> {
          if (strangers.containsKey(partition)) {
            ofAnotherTopic(partition, place, id, ends.get(partition));
          } else if (continuity.resetsToOldest()) {
            deleted(partition, place, starts.get(partition));
          }
        });
    lastLook = places;
  }

  private void tellOfNewTopic(Optional<String> id) {
    if (id.isPresent() && lastId.isPresent() && !id.equals(lastId)) {
      log.atWarn()
          .addKeyValue("before", lastId.get())
          .addKeyValue("now", id.get())
          .log("the images' topic was deleted and created again; what was on it is gone");
    }
    if (id.isPresent()) {
      lastId = id;
    }
  }

  /**
   * The consumer has kept its offset. Where the new log is shorter, Kafka resets it, and the next
   * poll shows that; where it is longer, all up to the place at which the topics were exchanged was
   * never read. Two looks, since a reset may be on its way.
   */
  private void ofAnotherTopic(int partition, Place place, Optional<String> id, long end) {
    Long from = left.putIfAbsent(partition, lastSeen(partition, place));
    if (from != null && end >= place.next()) {
      continuity.lost(partition, place, Place.begin(place.next(), id), 0, from);
    }
  }

  /**
   * How far the topic before had been read to for certain. A partition that was assigned after the
   * last look, or whose topic was exchanged since, may by now have been read far into the next.
   */
  private long lastSeen(int partition, Place place) {
    Place last = lastLook.get(partition);
    return last != null && last.topicId().equals(place.topicId()) ? last.next() : place.first();
  }

  private void deleted(int partition, Place place, long start) {
    if (start <= place.next() || waiting.applyAsLong(partition) > 0) {
      standing.remove(partition);
      return;
    }
    Standing since =
        standing.merge(
            partition,
            new Standing(place, nanos.getAsLong()),
            (before, now) -> before.place().equals(now.place()) ? before : now);
    if (nanos.getAsLong() - since.since() >= QUIET.toNanos()) {
      continuity.lost(partition, place, place.goneOn(start), place.next(), start);
    }
  }
}
