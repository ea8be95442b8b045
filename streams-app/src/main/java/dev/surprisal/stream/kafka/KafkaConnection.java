package dev.surprisal.stream.kafka;

import dev.surprisal.cli.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param settings what the user passes through to Kafka's clients
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> settings) {
  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+.*:\\d{1,5}(,[^\\s,]+:\\d{1,5})*");

  /** Keys that have an option of their own. */
  private static final Map<String, String> OWN =
      Map.of(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "--bootstrap-servers",
          StreamsConfig.APPLICATION_ID_CONFIG, "--application-id",
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "--guarantee",
          StreamsConfig.NUM_STREAM_THREADS_CONFIG, "--threads",
          StreamsConfig.STATE_DIR_CONFIG, "--state-dir",
          StreamsConfig.GROUP_PROTOCOL_CONFIG, "--group-protocol");

  /**
   * @throws dev.surprisal.cli.SettingsException if the servers are none, or a key is unknown or has
   *     an option of its own
   */
  public KafkaConnection {
    settings = Map.copyOf(settings);
    Problems problems = new Problems();
    problems.expect(
        SERVERS.matcher(bootstrapServers).matches(),
        "--bootstrap-servers",
        "host:port, several separated by commas",
        bootstrapServers);
    for (String key : new TreeMap<>(settings).keySet()) {
      problems.expect(!OWN.containsKey(key), "--kafka " + key, "" + OWN.get(key), "--kafka");
      problems.expect(
          ClientKeys.known(key), "--kafka " + key, "a key of Kafka's clients", "an unknown one");
    }
    problems.throwIfAny();
  }

  public Map<String, Object> forAdmin() {
    return client(AdminClientConfig.configNames(), StreamsConfig.ADMIN_CLIENT_PREFIX);
  }

  public Map<String, Object> forProducer() {
    return client(ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX);
  }

  public Map<String, Object> forConsumer() {
    return client(ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX);
  }

  /** For Kafka Streams, which hands each of its clients what is meant for it. */
  public Map<String, Object> forStreams() {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  /** What goes through, without the secrets. */
  public Map<String, String> printable() {
    Map<String, String> printable = new TreeMap<>(settings);
    printable.replaceAll((key, value) -> ClientKeys.secret(key) ? "(hidden)" : value);
    return printable;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "KafkaConnection[%s, %s]".formatted(bootstrapServers, printable());
  }

  private Map<String, Object> client(Set<String> names, String prefix) {
    Map<String, Object> properties = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (names.contains(key)) {
            properties.put(key, value);
          }
        });
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }
}
