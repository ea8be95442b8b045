package dev.surprisal.stream.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** Which keys Kafka's clients understand, which values, and which of them hold secrets. */
final class ClientKeys {
  /** One of Kafka Streams' clients: the prefix that aims a key at it, and what it understands. */
  private record Client(String prefix, ConfigDef keys) {}

  private static final List<Client> CLIENTS =
      List.of(
          new Client(StreamsConfig.MAIN_CONSUMER_PREFIX, ConsumerConfig.configDef()),
          new Client(StreamsConfig.RESTORE_CONSUMER_PREFIX, ConsumerConfig.configDef()),
          new Client(StreamsConfig.GLOBAL_CONSUMER_PREFIX, ConsumerConfig.configDef()),
          new Client(StreamsConfig.CONSUMER_PREFIX, ConsumerConfig.configDef()),
          new Client(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configDef()),
          new Client(StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configDef()));

  /** What understands a key without a prefix. */
  private static final List<ConfigDef> ALL =
      List.of(
          StreamsConfig.configDef(),
          ConsumerConfig.configDef(),
          ProducerConfig.configDef(),
          AdminClientConfig.configDef());

  private ClientKeys() {}

  /** Every key without a prefix. */
  static Set<String> all() {
    Set<String> names = new TreeSet<>();
    ALL.forEach(keys -> names.addAll(keys.names()));
    return names;
  }

  static boolean known(String key) {
    return key.startsWith(StreamsConfig.TOPIC_PREFIX)
        || key.startsWith(StreamsConfig.CLIENT_TAG_PREFIX)
        || !definitions(key).isEmpty();
  }

  static boolean secret(String key) {
    return definitions(key).stream().anyMatch(known -> known.type == ConfigDef.Type.PASSWORD);
  }

  /**
   * Why a client would refuse the value, or empty. A value that refers to a configuration provider
   * ({@code ${…}}) is not checked, because only Kafka resolves it.
   */
  static Optional<String> objection(String key, String value) {
    if (value.contains("${")) {
      return Optional.empty();
    }
    for (ConfigDef.ConfigKey known : definitions(key)) {
      try {
        Object parsed = ConfigDef.parseType(known.name, value, known.type);
        if (known.validator != null) {
          known.validator.ensureValid(known.name, parsed);
        }
      } catch (ConfigException e) {
        return Optional.of(e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The key without the prefix that aims it at one client. */
  static String bare(String key) {
    return key.substring(prefix(key).length());
  }

  /** That prefix, or nothing. */
  static String prefix(String key) {
    return client(key).map(client -> client.prefix).orElse("");
  }

  private static Optional<Client> client(String key) {
    return CLIENTS.stream().filter(client -> key.startsWith(client.prefix)).findFirst();
  }

  private static List<ConfigDef.ConfigKey> definitions(String key) {
    List<ConfigDef> clients = client(key).map(client -> List.of(client.keys)).orElse(ALL);
    return clients.stream()
        .filter(keys -> keys.configKeys().containsKey(bare(key)))
        .map(keys -> keys.configKeys().get(bare(key)))
        .toList();
  }
}
