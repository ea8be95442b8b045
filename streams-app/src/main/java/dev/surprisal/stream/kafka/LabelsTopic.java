package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.config.TopicConfig;

/** The topic of what people say of verdicts. */
public final class LabelsTopic {
  /** Its name unless set otherwise. */
  public static final String DEFAULT = "labels";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The last label of an image counts, by the broker's time; one partition keeps their order. */
  private static final Map<String, String> CONFIGURATION =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          "LogAppendTime");

  private static final int PARTITIONS = 1;

  private LabelsTopic() {}

  /**
   * Sees to it that the topic is there.
   *
   * @param create whether a missing one is created, or an error
   * @throws BadInputException if it is missing and may not be created, or no broker answers
   */
  public static void ensure(KafkaConnection connection, String topic, boolean create) {
    try (Admin admin = connection.admin(PATIENCE)) {
      boolean there =
          admin
              .listTopics(new ListTopicsOptions().listInternal(false))
              .names()
              .get()
              .contains(topic);
      if (there) {
        return;
      }
      if (!create) {
        throw new BadInputException(
            "the topic %s is missing and --no-create-topics is set; create it with cleanup.policy=compact"
                .formatted(topic));
      }
      new TopicCreation(admin, connection, PARTITIONS).create(topic, CONFIGURATION);
    } catch (ExecutionException e) {
      throw new BadInputException(
          "the topic %s cannot be had: %s".formatted(topic, Causes.inOneLine(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("interrupted before the topic %s was there".formatted(topic), e);
    }
  }
}
