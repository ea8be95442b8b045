package dev.surprisal.stream.kafka;

import dev.surprisal.cli.Problems;
import dev.surprisal.cli.Secrets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
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
  private static final int FETCH_MILLIS = 50;

  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+.*:\\d{1,5}(,[^\\s,]+:\\d{1,5})*");

  /**
   * @throws dev.surprisal.cli.SettingsException if the servers are none, or a key or its value is
   *     not understood, or a key cannot be honoured
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
      check(problems, key, settings.get(key));
    }
    problems.throwIfAny();
  }

  private static void check(Problems problems, String key, String value) {
    String name = "--kafka " + key;
    String shown = shown(key, value);
    if (!ClientKeys.known(key)) {
      problems.expect(false, name, "a key of Kafka's clients", "an unknown one");
      return;
    }
    RefusedKeys.insteadOf(key).ifPresent(instead -> problems.expect(false, name, instead, shown));
    ClientKeys.objection(key, value)
        .ifPresent(reason -> problems.expect(false, name, "a value that Kafka takes", reason));
  }

  /** Whether the user set a key, for all clients or for those that a prefix aims at. */
  public boolean sets(String key, String... prefixes) {
    return settings.containsKey(key)
        || Arrays.stream(prefixes).anyMatch(prefix -> settings.containsKey(prefix + key));
  }

  /** What the user set for Kafka Streams' main consumer: the form that aims at it most closely. */
  public Optional<String> ofMainConsumer(String key) {
    return Stream.of(StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.CONSUMER_PREFIX, "")
        .map(prefix -> settings.get(prefix + key))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** The forms in which the user set a key, with a prefix or without, and their values. */
  public Map<String, String> formsOf(String key) {
    Map<String, String> forms = new TreeMap<>(settings);
    forms.keySet().removeIf(form -> !ClientKeys.bare(form).equals(key));
    return forms;
  }

  /** A client that gives a question up after some time; close it. */
  public Admin admin(Duration patience) {
    int millis = (int) patience.toMillis();
    Map<String, Object> properties = forAdmin();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    return Admin.create(properties);
  }

  public Map<String, Object> forAdmin() {
    return client(AdminClientConfig.configNames(), StreamsConfig.ADMIN_CLIENT_PREFIX);
  }

  public Map<String, Object> forProducer() {
    return client(ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX);
  }

  /** For a consumer outside Kafka Streams. */
  public Map<String, Object> forConsumer() {
    Map<String, Object> properties =
        client(ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX);
    // A consumer's close waits for the fetch that is under way: half a second where nothing comes.
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    return properties;
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
    printable.replaceAll(KafkaConnection::shown);
    return printable;
  }

  private static String shown(String key, String value) {
    return ClientKeys.secret(key) ? Secrets.HIDDEN : Secrets.hideInUrls(value);
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
