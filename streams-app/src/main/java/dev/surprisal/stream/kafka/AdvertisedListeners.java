package dev.surprisal.stream.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Finds the commonest reason why a broker that answers cannot be used: it tells its clients to go
 * on at another address, and from this machine nothing is there. Kafka's public clients go there
 * silently and time out, so this asks one broker for that address with Kafka's own protocol
 * classes.
 */
final class AdvertisedListeners {
  private static final int PATIENCE_MILLIS = 2_000;

  private AdvertisedListeners() {}

  /** The address that cannot be reached, and what to do, in words; nothing if that is not it. */
  private static Optional<String> unreachable(KafkaConnection connection) {
    AdminClientConfig config = new AdminClientConfig(connection.forAdmin());
    return ClientUtils.parseAndValidateAddresses(config).stream()
        .flatMap(server -> brokers(config, server).stream().flatMap(node -> obstacle(server, node)))
        .findFirst();
  }

  private static Stream<String> obstacle(InetSocketAddress server, Node broker) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(broker.host(), broker.port()), PATIENCE_MILLIS);
      return Stream.empty();
    } catch (IOException e) {
      return Stream.of(
          "%s:%d answers, and says that broker %d is at %s:%d, where it cannot be reached (%s); let its advertised.listeners name an address that this machine reaches"
              .formatted(
                  server.getHostString(),
                  server.getPort(),
                  broker.id(),
                  broker.host(),
                  broker.port(),
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }

  /** What is appended to a message about a time-out. */
  static String hint(KafkaConnection connection) {
    try {
      return unreachable(connection).map(reason -> ": " + reason).orElse("");
    } catch (KafkaException e) {
      return "";
    }
  }

  /** What a broker that answers says; none if it does not. */
  private static Collection<Node> brokers(AdminClientConfig config, InetSocketAddress server) {
    Node node = new Node(-1, server.getHostString(), server.getPort());
    Time time = Time.SYSTEM;
    try (Metrics metrics = new Metrics();
        NetworkClient client =
            ClientUtils.createNetworkClient(
                config,
                "surprisal-diagnosis",
                metrics,
                "surprisal-diagnosis",
                new LogContext(),
                new ApiVersions(),
                time,
                1,
                PATIENCE_MILLIS,
                null,
                new ManualMetadataUpdater(List.of(node)),
                InetAddress::getAllByName,
                null,
                null)) {
      if (!NetworkClientUtils.awaitReady(client, node, time, PATIENCE_MILLIS)) {
        return List.of();
      }
      ClientRequest request =
          client.newClientRequest(
              node.idString(),
              new MetadataRequest.Builder(List.of(), false),
              time.milliseconds(),
              true);
      return ((MetadataResponse)
              NetworkClientUtils.sendAndReceive(client, request, time).responseBody())
          .brokers();
    } catch (IOException e) {
      return List.of();
    }
  }
}
