package dev.surprisal.stream.loss;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Asks with an admin client. {@code READ} on topic and group, which a scorer has, is enough. */
public final class ImagesTopicByAdmin implements ImagesTopic {
  private final Admin admin;
  private final String topic;
  private final String group;

  public ImagesTopicByAdmin(Admin admin, String topic, String group) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
  }

  @Override
  public Found look(int partition) throws ExecutionException, InterruptedException {
    TopicPartition wanted = new TopicPartition(topic, partition);
    KafkaFuture<TopicDescription> description = describe();
    // Stable: of a transaction that is still open the outcome is waited for.
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committed =
        admin
            .listConsumerGroupOffsets(
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(wanted))),
                new ListConsumerGroupOffsetsOptions().requireStable(true))
            .partitionsToOffsetAndMetadata(group);
    KafkaFuture<ListOffsetsResultInfo> start = offset(wanted, OffsetSpec.earliest());
    KafkaFuture<ListOffsetsResultInfo> end = offset(wanted, OffsetSpec.latest());
    OffsetAndMetadata last = committed.get().get(wanted);
    return new Found(
        id(description.get()),
        last == null ? OptionalLong.empty() : OptionalLong.of(last.offset()),
        start.get().offset(),
        end.get().offset());
  }

  @Override
  public Optional<String> id() throws ExecutionException, InterruptedException {
    return id(describe().get());
  }

  @Override
  public Map<Integer, Long> starts(Set<Integer> partitions)
      throws ExecutionException, InterruptedException {
    return offsets(partitions, OffsetSpec.earliest());
  }

  @Override
  public Map<Integer, Long> ends(Set<Integer> partitions)
      throws ExecutionException, InterruptedException {
    return offsets(partitions, OffsetSpec.latest());
  }

  private KafkaFuture<TopicDescription> describe() {
    return admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
  }

  /** As {@code kafka-topics --describe} prints it. */
  private static Optional<String> id(TopicDescription description) {
    Uuid id = description.topicId();
    return id == null || id.equals(Uuid.ZERO_UUID) ? Optional.empty() : Optional.of(id.toString());
  }

  private KafkaFuture<ListOffsetsResultInfo> offset(TopicPartition partition, OffsetSpec spec) {
    return admin.listOffsets(Map.of(partition, spec)).partitionResult(partition);
  }

  private Map<Integer, Long> offsets(Set<Integer> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    return admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> spec)))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(found -> found.getKey().partition(), f -> f.getValue().offset()));
  }
}
