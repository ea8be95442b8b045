package dev.surprisal.stream.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** Which keys Kafka's clients understand, and which of them hold secrets. */
final class ClientKeys {
  /** Kafka Streams' prefixes that aim a key at one of its clients. */
  private static final List<String> PREFIXES =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  private static final Map<String, ConfigDef.ConfigKey> KEYS = keys();

  private ClientKeys() {}

  private static Map<String, ConfigDef.ConfigKey> keys() {
    Map<String, ConfigDef.ConfigKey> keys = new HashMap<>();
    List.of(
            StreamsConfig.configDef(),
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            AdminClientConfig.configDef())
        .forEach(client -> keys.putAll(client.configKeys()));
    return keys;
  }

  static boolean known(String key) {
    return KEYS.containsKey(bare(key)) || key.startsWith(StreamsConfig.TOPIC_PREFIX);
  }

  static boolean secret(String key) {
    ConfigDef.ConfigKey known = KEYS.get(bare(key));
    return known != null && known.type == ConfigDef.Type.PASSWORD;
  }

  private static String bare(String key) {
    return PREFIXES.stream()
        .filter(key::startsWith)
        .findFirst()
        .map(prefix -> key.substring(prefix.length()))
        .orElse(key);
  }
}
