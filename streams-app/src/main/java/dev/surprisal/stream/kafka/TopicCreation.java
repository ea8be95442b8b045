package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics with the settings that they need. Where a broker's policy refuses one, as managed
 * clusters do, the topic is created with less, and a warning says what follows.
 */
public final class TopicCreation {
  private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);

  /** The largest that the best-known managed clusters permit. */
  private static final int MANAGED_LARGEST = 8 << 20;

  private final Admin admin;
  private final KafkaConnection connection;
  private final int partitions;

  /**
   * @param partitions of each topic
   */
  public TopicCreation(Admin admin, KafkaConnection connection, int partitions) {
    this.admin = admin;
    this.connection = connection;
    this.partitions = partitions;
  }

  /**
   * Creates one; returns if it exists already.
   *
   * @param configuration its settings; {@code max.message.bytes} may be lowered or left out
   * @throws BadInputException with the broker's reason, if it refuses the topic
   * @throws ExecutionException for what may pass
   */
  public void create(String topic, Map<String, String> configuration)
      throws ExecutionException, InterruptedException {
    Optional<Throwable> refusal = Optional.empty();
    for (Map<String, String> attempt : attempts(configuration)) {
      try {
        CreateTopicsResult result =
            admin.createTopics(
                List.of(
                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                        .configs(attempt)));
        result.all().get();
        log.info("created the topic {} with {} partitions", topic, partitions);
        refusal.ifPresent(reason -> warn(topic, configuration, attempt, reason));
        return;
      } catch (ExecutionException e) {
        Throwable reason = e.getCause();
        if (reason instanceof TopicExistsException) {
          // Another instance was faster.
          return;
        }
        if (reason instanceof RetriableException || reason instanceof AuthorizationException) {
          throw e;
        }
        if (!(reason instanceof PolicyViolationException
            || reason instanceof InvalidConfigurationException)) {
          throw refused(topic, attempt, reason);
        }
        refusal = Optional.of(refusal.orElse(reason));
      }
    }
    throw refused(topic, configuration, refusal.orElseThrow());
  }

  /** From all that is wanted to nothing but the name. */
  private static List<Map<String, String>> attempts(Map<String, String> wanted) {
    List<Map<String, String>> attempts = new ArrayList<>(List.of(wanted));
    Map<String, String> less = new LinkedHashMap<>(wanted);
    less.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MANAGED_LARGEST));
    attempts.add(Map.copyOf(less));
    less.remove(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    attempts.add(Map.copyOf(less));
    attempts.add(Map.of());
    return attempts.stream().distinct().toList();
  }

  private static void warn(
      String topic, Map<String, String> wanted, Map<String, String> got, Throwable reason) {
    log.warn(
        "topic {}: the broker refused {} ({}); it was created with {}. Larger records cannot be written to it; a rejected record that is larger arrives cut",
        topic,
        settings(wanted),
        reason.getMessage(),
        got.isEmpty() ? "the broker's own settings" : settings(got));
  }

  private BadInputException refused(String topic, Map<String, String> wanted, Throwable reason) {
    return new BadInputException(
        "topic %s cannot be created with %d partitions and %s: the broker says: %s; create it with what the broker permits (kafka-topics --bootstrap-server %s --create --topic %s --partitions %d …) and start again"
            .formatted(
                topic,
                partitions,
                wanted.isEmpty() ? "no settings" : settings(wanted),
                Causes.inOneLine(reason),
                connection.bootstrapServers(),
                topic,
                partitions),
        reason);
  }

  private static String settings(Map<String, String> configuration) {
    return configuration.entrySet().stream()
        .map(Object::toString)
        .sorted()
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }
}
