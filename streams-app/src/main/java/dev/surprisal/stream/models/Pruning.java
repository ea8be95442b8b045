package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Deletes bundles from the models' topic that nothing can need any more. */
final class Pruning implements AutoCloseable {
  private final KafkaConnection connection;
  private final ModelsTopic topic;
  private final Instant youngest;
  private final Admin admin;

  /**
   * @param topic stays the caller's
   * @param youngest bundles that were published after it stay
   */
  Pruning(KafkaConnection connection, ModelsTopic topic, Instant youngest) {
    this.connection = connection;
    this.topic = topic;
    this.youngest = youngest;
    this.admin = connection.admin(HeldTopic.PATIENCE);
  }

  /**
   * The bundles that can go, in the order of their publication.
   *
   * @throws BadInputException if the brokers don't tell which images are still there
   */
  List<PublishedBundle> superfluous(History history) throws InterruptedException {
    Set<String> topics =
        history.controls().stream()
            .map(Control::images)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> needed = new HashSet<>();
    for (String images : topics) {
      needed.addAll(history.regime(images).needed(beginnings(images)));
    }
    return history.bundles().stream()
        .filter(bundle -> !needed.contains(bundle.digest()))
        .filter(bundle -> bundle.publishedAt().isBefore(youngest))
        .toList();
  }

  private Optional<ImageOffsets> beginnings(String images) throws InterruptedException {
    try {
      return Optional.of(ImageOffsets.of(admin, images, OffsetSpec.earliest()));
    } catch (BadInputException e) {
      if (e.getCause() instanceof ExecutionException asked
          && asked.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Deletes them while nobody can decide that one of them judges.
   *
   * @return what was deleted
   */
  List<PublishedBundle> delete() throws InterruptedException {
    try (HeldTopic held = new HeldTopic(connection, topic)) {
      List<PublishedBundle> deleted =
          held.change(
              before -> {
                List<PublishedBundle> bundles = superfluous(before);
                for (PublishedBundle bundle : bundles) {
                  held.send(RecordKey.bundle(bundle.digest()), null);
                  for (int index : before.chunks(bundle.digest()).keySet()) {
                    held.send(RecordKey.chunk(bundle.digest(), index), null);
                  }
                }
                return bundles;
              });
      held.awaitVisible(
          history ->
              deleted.stream().noneMatch(bundle -> history.bundle(bundle.digest()).isPresent()),
          "what deletes the models");
      return deleted;
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
