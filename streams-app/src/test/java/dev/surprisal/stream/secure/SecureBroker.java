package dev.surprisal.stream.secure;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Lets in who speaks TLS and knows a password, and lets them do what an ACL says. */
final class SecureBroker implements AutoCloseable {
  /** May do everything. */
  static final String ADMIN = "admin";

  private static final String MODULE =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";

  private final Path store;
  private final int port;
  private final KafkaRaftServer server;

  private SecureBroker(Path store, int port, KafkaRaftServer server) {
    this.store = store;
    this.port = port;
    this.server = server;
  }

  static SecureBroker start(Path folder, String... users) throws Exception {
    Path store = Keys.store(folder);
    int port = freePort();
    Path data = folder.resolve("data");
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(data.toString()))
        .setMetadataLogDirectory(data.toString())
        .setScramArguments(
            Stream.concat(Stream.of(ADMIN), Stream.of(users))
                .map(user -> "SCRAM-SHA-256=[name=%s,password=%s]".formatted(user, password(user)))
                .toList())
        .run();
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(properties(data, store, port, freePort())), Time.SYSTEM);
    server.startup();
    return new SecureBroker(store, port, server);
  }

  /** A connection as that user, all through {@code kafka.*}. */
  KafkaConnection as(String user) {
    return connection(user, password(user));
  }

  KafkaConnection connection(String user, String password) {
    return new KafkaConnection(
        "127.0.0.1:" + port,
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "SCRAM-SHA-256",
            "sasl.jaas.config",
            MODULE.formatted(user, password),
            "ssl.truststore.location",
            store.toString(),
            "ssl.truststore.password",
            Keys.PASSWORD));
  }

  static String password(String user) {
    return user + "-password";
  }

  private static Properties properties(Path data, Path store, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("log.dirs", data.toString());
    properties.put(
        "listeners",
        "SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    properties.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put("inter.broker.listener.name", "SASL_SSL");
    properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-256");
    properties.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-256");
    properties.put(
        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
        MODULE.formatted(ADMIN, password(ADMIN)));
    properties.put("ssl.keystore.location", store.toString());
    properties.put("ssl.keystore.password", Keys.PASSWORD);
    properties.put("ssl.truststore.location", store.toString());
    properties.put("ssl.truststore.password", Keys.PASSWORD);
    properties.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The controller's own listener is plain, on the loopback interface.
    properties.put("super.users", "User:%s;User:ANONYMOUS".formatted(ADMIN));
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    return properties;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
