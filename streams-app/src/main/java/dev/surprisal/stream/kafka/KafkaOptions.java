package dev.surprisal.stream.kafka;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of every command that talks to Kafka. */
public final class KafkaOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Kafka's brokers, several separated by commas.")
  private String bootstrapServers;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      completionCandidates = Keys.class,
      description = {
        "Goes through to Kafka's clients, as in --kafka security.protocol=SSL. Repeatable; also as",
        "kafka.KEY in the settings' file and as SURPRISAL_KAFKA_KEY in the environment."
      })
  private Map<String, String> kafka = new TreeMap<>();

  /** What may be passed through, without the prefixes that aim a key at one client. */
  private static final class Keys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ClientKeys.all().iterator();
    }
  }

  /** As if that connection had been asked for. */
  public static KafkaOptions of(KafkaConnection connection) {
    KafkaOptions options = new KafkaOptions();
    options.bootstrapServers = connection.bootstrapServers();
    options.kafka = new TreeMap<>(connection.settings());
    return options;
  }

  /** The connection; checks it. */
  public KafkaConnection connection() {
    return new KafkaConnection(bootstrapServers, kafka);
  }
}
