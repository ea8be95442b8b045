package dev.surprisal.stream.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the settings of the output topics that were found, and warns of those that cost
 * verdicts.
 */
public final class OutputTopics {
  private static final Logger log = LoggerFactory.getLogger(OutputTopics.class);

  private OutputTopics() {}

  /**
   * Warns, a line for each setting, and lowers the limit to what the topics permit; needs {@code
   * DESCRIBE_CONFIGS}, and does without.
   */
  public static void check(KafkaConnection connection, Topics topics, OutputLimit limit)
      throws InterruptedException {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      List<ConfigResource> resources =
          topics.outputs().stream()
              .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
              .toList();
      Map<ConfigResource, Config> found = admin.describeConfigs(resources).all().get();
      warnings(connection, found).forEach(log::warn);
      found.values().stream()
          .map(settings -> value(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
          .filter(permitted -> !permitted.isEmpty())
          .forEach(permitted -> limit.atMost(Long.parseLong(permitted)));
    } catch (ExecutionException | KafkaException e) {
      log.info(
          "the settings of the topics {} cannot be checked: {}",
          topics.outputs(),
          Causes.inOneLine(e));
    }
  }

  static List<String> warnings(KafkaConnection connection, Map<ConfigResource, Config> found) {
    List<String> created = new ArrayList<>();
    List<String> compacted = new ArrayList<>();
    found.forEach(
        (topic, settings) -> {
          if (value(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                  .equals(TimestampType.CREATE_TIME.name)
              && !value(settings, TopicConfig.RETENTION_MS_CONFIG).equals("-1")) {
            created.add(
                "%s (retention.ms=%s)"
                    .formatted(topic.name(), value(settings, TopicConfig.RETENTION_MS_CONFIG)));
          }
          if (value(settings, TopicConfig.CLEANUP_POLICY_CONFIG)
              .contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            compacted.add(topic.name());
          }
        });
    List<String> warnings = new ArrayList<>();
    if (!created.isEmpty()) {
      warnings.add(
          "topics %s: message.timestamp.type=CreateTime, so that retention goes by timestamps from this machine's clock; to use the broker's clock: %s"
              .formatted(
                  sorted(created), command(connection, "message.timestamp.type=LogAppendTime")));
    }
    if (!compacted.isEmpty()) {
      warnings.add(
          "topics %s: cleanup.policy=compact, so that only the last verdict of each source is kept, and one of an image without a key is refused; to keep all: %s"
              .formatted(sorted(compacted), command(connection, "cleanup.policy=delete")));
    }
    return warnings;
  }

  private static String command(KafkaConnection connection, String setting) {
    return "kafka-configs --bootstrap-server %s --alter --entity-type topics --entity-name TOPIC --add-config %s"
        .formatted(connection.bootstrapServers(), setting);
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private static String value(Config settings, String key) {
    return settings.get(key) == null ? "" : settings.get(key).value();
  }
}
