package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps as many partitions in a changelog topic as the images' topic has. Kafka Streams refuses to
 * start otherwise, since a key's state could be on another partition; here the state is the images'
 * partition's own, and a new one begins without.
 */
public final class ChangelogPartitions {
  private static final Logger log = LoggerFactory.getLogger(ChangelogPartitions.class);

  private final Admin admin;
  private final String images;
  private final String changelog;

  public ChangelogPartitions(Admin admin, String images, String changelog) {
    this.admin = admin;
    this.images = images;
    this.changelog = changelog;
  }

  /**
   * Adds the partitions that lack, if there are any; nothing where there is no changelog yet.
   *
   * @throws BadInputException if that cannot be done, with the way out
   * @throws ExecutionException for what may pass
   */
  public void cover() throws ExecutionException, InterruptedException {
    if (!admin.listTopics().names().get().contains(changelog)) {
      return;
    }
    int wanted = partitions(images);
    int got = partitions(changelog);
    if (got == wanted) {
      return;
    }
    if (got > wanted) {
      throw new BadInputException(wayOut(wanted, got, "partitions cannot be taken away"));
    }
    try {
      admin.createPartitions(Map.of(changelog, NewPartitions.increaseTo(wanted))).all().get();
      log.info(
          "the topic {} has {} partitions now: {} has as many; the new ones begin without state",
          changelog,
          wanted,
          images);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        throw e;
      }
      // Another instance may have been faster.
      if (partitions(changelog) != wanted) {
        throw new BadInputException(wayOut(wanted, got, Causes.inOneLine(e.getCause())), e);
      }
    }
  }

  private String wayOut(int wanted, int got, String reason) {
    return "the topic %s has %d partitions, but the topic %s, which holds the scorer's state, has %d and cannot be made to match (%s); start with another --application-id: it reads from the oldest image on, or with --kafka auto.offset.reset=latest from the newest"
        .formatted(images, wanted, changelog, got, reason);
  }

  private int partitions(String topic) throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get()
        .partitions()
        .size();
  }
}
