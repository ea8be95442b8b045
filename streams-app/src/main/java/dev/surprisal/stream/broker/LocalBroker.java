package dev.surprisal.stream.broker;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Broker and controller in this JVM, on the loopback interface, one of each, so nothing is
 * replicated. Run it in a JVM of its own: a fault that it cannot survive halts the JVM.
 */
final class LocalBroker implements AutoCloseable {
  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final int port;
  private final KafkaRaftServer server;

  private LocalBroker(int port, KafkaRaftServer server) {
    this.port = port;
    this.server = server;
  }

  /**
   * Formats the folder unless it is formatted, and starts.
   *
   * @param port 0 for a free one
   * @throws BadInputException if port or folder cannot be used
   */
  static LocalBroker start(int port, Path data) {
    return start(port, data, Map.of());
  }

  /** With further settings of Kafka's brokers. */
  static LocalBroker start(int port, Path data, Map<String, String> settings) {
    int used = port == 0 ? freePort() : expectFree(port);
    Properties properties = properties(used, freePort(), data);
    properties.putAll(settings);
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(data);
    }
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    return new LocalBroker(used, server);
  }

  /** {@code host:port}, for clients. */
  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  private static Properties properties(int port, int controllerPort, Path data) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", String.valueOf(NODE));
    properties.put("log.dirs", data.toString());
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d".formatted(port, CONTROLLER, controllerPort));
    properties.put(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER));
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", "%d@127.0.0.1:%d".formatted(NODE, controllerPort));
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      properties.put(topic + ".replication.factor", "1");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    // Fifty of each would be made on first use, and read at every start.
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.num.partitions", "4");
    // The broker holds back a transaction's first batch for a partition until the previous
    // transaction is completed, by default for at most 100 ms. On a busy machine that is too short:
    // the batch is refused, and so are the batches in flight behind it, each logged as an "Invalid
    // sequence number" error.
    properties.put("add.partitions.to.txn.retry.backoff.max.ms", "10000");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("auto.create.topics.enable", "false");
    // Half of the heap by default, for what is compacted here: offsets and settings.
    properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    properties.put("message.max.bytes", String.valueOf(Topics.LARGEST_OUTPUT));
    return properties;
  }

  private static void format(Path data) {
    try {
      Files.createDirectories(data);
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName(CONTROLLER)
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .run();
    } catch (Exception e) {
      throw new BadInputException(
          "--data: expected a folder that the broker may write to, got %s: %s"
              .formatted(data, e.getMessage()),
          e);
    }
  }

  private static int expectFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BadInputException(
          "--port: expected a free port, got %d: %s".formatted(port, e.getMessage()), e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void await() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
