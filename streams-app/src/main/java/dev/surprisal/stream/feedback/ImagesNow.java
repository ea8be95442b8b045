package dev.surprisal.stream.feedback;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The images' topic as it is now.
 *
 * @param topic its name
 * @param topicId Kafka's id of it, which no other topic ever has; empty if the brokers don't tell
 * @param starts offset of the oldest record of each partition
 */
record ImagesNow(String topic, Optional<String> topicId, Map<Integer, Long> starts) {
  /**
   * Asks the brokers.
   *
   * @throws BadInputException if there is no such topic, or they do not tell
   */
  static ImagesNow of(Admin admin, String topic) {
    try {
      TopicDescription found =
          admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get();
      Map<TopicPartition, OffsetSpec> earliest =
          found.partitions().stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.earliest()));
      Map<Integer, Long> starts =
          admin.listOffsets(earliest).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      one -> one.getKey().partition(), one -> one.getValue().offset()));
      return new ImagesNow(
          topic,
          Optional.of(found.topicId()).filter(id -> !id.equals(Uuid.ZERO_UUID)).map(Uuid::toString),
          starts);
    } catch (ExecutionException e) {
      throw new BadInputException(
          "--from-topic: %s cannot be looked at: %s"
              .formatted(topic, Causes.inOneLine(e.getCause())),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("interrupted before %s was looked at".formatted(topic), e);
    }
  }
}
