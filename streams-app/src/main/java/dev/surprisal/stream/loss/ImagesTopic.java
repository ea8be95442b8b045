package dev.surprisal.stream.loss;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** What the brokers know of the images' topic and of the group that reads it. */
public interface ImagesTopic {
  /**
   * A partition, as it is found when it is assigned.
   *
   * @param committed the offset that the group goes on from, if it has committed one
   * @param start the oldest offset that is kept
   * @param end the offset after the last record
   */
  record Found(Optional<String> topicId, OptionalLong committed, long start, long end) {}

  /** Of one partition. */
  Found look(int partition) throws ExecutionException, InterruptedException;

  /** Differs from that of any other topic that ever has the same name; absent if unknown. */
  Optional<String> id() throws ExecutionException, InterruptedException;

  /** The oldest offsets that are kept. */
  Map<Integer, Long> starts(Set<Integer> partitions)
      throws ExecutionException, InterruptedException;

  /** The offsets after the last records. */
  Map<Integer, Long> ends(Set<Integer> partitions) throws ExecutionException, InterruptedException;
}
