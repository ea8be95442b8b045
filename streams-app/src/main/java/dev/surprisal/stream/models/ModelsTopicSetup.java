package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicCreation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Sees to it that the models' topic is there and keeps what is written to it. */
final class ModelsTopicSetup {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int RETRY_MILLIS = 100;

  private ModelsTopicSetup() {}

  /**
   * Creates the topic if it is missing.
   *
   * @throws BadInputException if it cannot be created, or would lose models
   */
  static void ensure(KafkaConnection connection, String topic) throws InterruptedException {
    try (Admin admin = connection.admin(PATIENCE)) {
      if (!admin.listTopics().names().get().contains(topic)) {
        new TopicCreation(admin, connection, 1)
            .create(
                topic,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      }
      expectCompacted(admin, topic);
    } catch (ExecutionException e) {
      throw new BadInputException(
          "--model-topic: the topic %s cannot be seen to: %s"
              .formatted(topic, Causes.inOneLine(e.getCause())),
          e);
    }
  }

  /** Where the brokers let us look. */
  private static void expectCompacted(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    Config config;
    try {
      config = configuration(admin, topic);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException
          || e.getCause() instanceof InvalidConfigurationException) {
        return;
      }
      throw e;
    }
    ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy != null && !policy.value().equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new BadInputException(
          "--model-topic: %s: expected cleanup.policy=compact, got %s, by which models would be deleted after a while; change it (kafka-configs --alter --topic %s --add-config cleanup.policy=compact)"
              .formatted(topic, policy.value(), topic));
    }
  }

  /** The controller creates a topic before all brokers know it. */
  private static Config configuration(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return admin.describeConfigs(List.of(resource)).values().get(resource).get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
