package dev.surprisal.stream.scorer;

import dev.surprisal.BadInputException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores again what came within a span of time, by a consumer group of its own, and knows when that
 * is done. The span is one of offsets: from the first record that is at least as late as its
 * beginning up to the first one that is at least as late as its end. Safe for use by several
 * threads.
 */
final class Replay {
  /**
   * A span of the images' timestamps.
   *
   * @param from the first moment that is in it
   * @param to the first moment after it; has passed
   */
  record Span(Instant from, Instant to) {}

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private final Span span;
  private volatile Map<Integer, Long> ends = Map.of();

  Replay(Span span) {
    this.span = span;
  }

  /**
   * Lets the group begin where the span does, unless it has begun already: then it goes on.
   *
   * @throws BadInputException if the group has done all of it
   * @throws ExecutionException if the brokers do not answer, or do not permit it
   */
  void begin(Admin admin, String images, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = offsets(admin, images, span.to());
    ends =
        offsets.entrySet().stream()
            .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    Map<TopicPartition, Long> starts = offsets(admin, images, span.from());
    log.info(
        "{} offsets of {} lie between {} and {}", length(starts), images, span.from(), span.to());
    Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
    if (committed.isEmpty()) {
      admin.alterConsumerGroupOffsets(group, asOffsets(starts)).all().get();
    } else if (isDone(committed)) {
      throw new BadInputException(
          "--output-suffix: expected one that is new, got that of the group %s, which has scored all up to --to; take another one, or delete the group and its outputs"
              .formatted(group));
    }
  }

  private long length(Map<TopicPartition, Long> starts) {
    return starts.entrySet().stream()
        .mapToLong(start -> ends.get(start.getKey().partition()) - start.getValue())
        .sum();
  }

  private static Map<TopicPartition, OffsetAndMetadata> asOffsets(Map<TopicPartition, Long> found) {
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> new OffsetAndMetadata(one.getValue())));
  }

  /** Whether a record of the images' topic comes before the span's end. */
  boolean includes(int partition, long offset) {
    return offset < ends.getOrDefault(partition, 0L);
  }

  /** Whether the verdicts on the whole span are committed, whichever instance wrote them. */
  boolean isDone(Admin admin, String group) throws ExecutionException, InterruptedException {
    return isDone(committed(admin, group));
  }

  private boolean isDone(Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<Integer, Long> reached =
        committed.entrySet().stream()
            .collect(
                Collectors.toMap(one -> one.getKey().partition(), one -> one.getValue().offset()));
    return ends.entrySet().stream()
        .allMatch(end -> reached.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
  }

  /** Of the first record at that time or later; where there is none, of the next record. */
  private static Map<TopicPartition, Long> offsets(Admin admin, String images, Instant time)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        admin
            .describeTopics(List.of(images))
            .topicNameValues()
            .get(images)
            .get()
            .partitions()
            .stream()
            .map(TopicPartitionInfo::partition)
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(images, partition),
                    partition -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetSpec> times =
        ends.keySet().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    partition -> OffsetSpec.forTimestamp(time.toEpochMilli())));
    Map<TopicPartition, ListOffsetsResultInfo> latest = admin.listOffsets(ends).all().get();
    return admin.listOffsets(times).all().get().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                found ->
                    found.getValue().offset() < 0
                        ? latest.get(found.getKey()).offset()
                        : found.getValue().offset()));
  }
}
