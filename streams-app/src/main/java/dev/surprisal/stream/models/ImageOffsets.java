package dev.surprisal.stream.models;

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
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where the partitions of the images' topic begin or end, whether what is there is committed or
 * not.
 *
 * @param topicId of the topic
 * @param offsets by partition: of its first record, or of the next one
 */
record ImageOffsets(Optional<String> topicId, Map<Integer, Long> offsets) {
  /**
   * Asks the brokers.
   *
   * @param which the earliest or the latest ones
   * @throws BadInputException if there is no such topic, or they do not tell
   */
  static ImageOffsets of(Admin admin, String images, OffsetSpec which) throws InterruptedException {
    try {
      TopicDescription topic =
          admin.describeTopics(List.of(images)).topicNameValues().get(images).get();
      Map<TopicPartition, OffsetSpec> asked =
          topic.partitions().stream()
              .map(partition -> new TopicPartition(images, partition.partition()))
              .collect(Collectors.toMap(Function.identity(), partition -> which));
      Map<Integer, Long> offsets =
          admin.listOffsets(asked).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      one -> one.getKey().partition(), one -> one.getValue().offset()));
      return new ImageOffsets(
          Optional.of(topic.topicId()).filter(id -> !id.equals(Uuid.ZERO_UUID)).map(Uuid::toString),
          offsets);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new BadInputException(
            "--images-topic: %s: no such topic; the model is activated for the images of one"
                .formatted(images),
            e);
      }
      throw new BadInputException(
          "--images-topic: the offsets of %s cannot be asked: %s"
              .formatted(images, Causes.inOneLine(e.getCause())),
          e);
    }
  }
}
