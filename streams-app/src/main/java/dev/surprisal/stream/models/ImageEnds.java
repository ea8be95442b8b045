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
 * Where the images' topic ends, whether what is there is committed or not.
 *
 * @param topicId of the topic
 * @param offsets of the next record of each partition
 */
record ImageEnds(Optional<String> topicId, Map<Integer, Long> offsets) {
  /**
   * Asks the brokers.
   *
   * @throws BadInputException if there is no such topic, or they do not tell
   */
  static ImageEnds of(Admin admin, String images) throws InterruptedException {
    try {
      TopicDescription topic =
          admin.describeTopics(List.of(images)).topicNameValues().get(images).get();
      Map<TopicPartition, OffsetSpec> latest =
          topic.partitions().stream()
              .map(partition -> new TopicPartition(images, partition.partition()))
              .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
      Map<Integer, Long> offsets =
          admin.listOffsets(latest).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      one -> one.getKey().partition(), one -> one.getValue().offset()));
      return new ImageEnds(
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
          "--images-topic: where %s ends cannot be asked: %s"
              .formatted(images, Causes.inOneLine(e.getCause())),
          e);
    }
  }
}
