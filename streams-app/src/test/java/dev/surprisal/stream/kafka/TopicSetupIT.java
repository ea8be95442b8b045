package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.testing.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clusters that refuse what is asked of them, or cannot be reached. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TopicSetupIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void policyThatRefusesASizeGetsATopicThatItPermits() throws Exception {
    try (TestBroker.Own broker =
        TestBroker.own(Map.of("create.topic.policy.class.name", RefusingPolicy.class.getName()))) {
      KafkaConnection connection = broker.connection();
      Topics topics = TestBroker.topics();

      new TopicSetup(connection, topics, 1, true).await(PATIENCE, reason -> {});

      for (String topic : topics.all()) {
        assertThat(setting(connection, topic, "max.message.bytes")).isEqualTo("8388608");
      }
      assertThat(setting(connection, topics.scores(), "message.timestamp.type"))
          .isEqualTo("LogAppendTime");

      Topics refused = new Topics(topics.images(), topics.scores(), topics.anomalies(), "reserved");
      assertThatThrownBy(
              () -> new TopicSetup(connection, refused, 3, true).await(PATIENCE, reason -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(
              "topic reserved cannot be created with 3 partitions and max.message.bytes=16842752, message.timestamp.type=LogAppendTime")
          .hasMessageContaining("Topic names with 'reserved' need a ticket")
          .hasMessageContaining("kafka-topics --bootstrap-server " + connection.bootstrapServers());
    }
  }

  @Test
  void advertisedListenerThatCannotBeReachedIsNamed() throws Exception {
    int closed = closedPort();
    try (TestBroker.Own broker =
        TestBroker.own(Map.of("advertised.listeners", "EXTERNAL://127.0.0.1:" + closed))) {
      Topics topics = TestBroker.topics();

      assertThatThrownBy(
              () ->
                  new TopicSetup(broker.connection(), topics, 1, true)
                      .await(Duration.ZERO, reason -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("says that broker 0 is at 127.0.0.1:" + closed)
          .hasMessageContaining("advertised.listeners");
    }
  }

  @Test
  void causeOfAClientThatCannotStartIsSaid() {
    KafkaConnection connection =
        new KafkaConnection("127.0.0.1:1", Map.of("security.protocol", "SASL_SSL"));

    assertThatThrownBy(
            () -> new TopicSetup(connection, Topics.DEFAULT, 1, true).await(PATIENCE, reason -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Could not find a 'KafkaClient' entry in the JAAS configuration");
  }

  private static String setting(KafkaConnection connection, String topic, String key)
      throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(connection.forAdmin())) {
      return admin.describeConfigs(List.of(resource)).values().get(resource).get().get(key).value();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
