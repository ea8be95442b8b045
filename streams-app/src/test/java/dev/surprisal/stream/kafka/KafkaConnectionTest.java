package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.cli.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {
  @Test
  void everyProblemIsReportedAtOnce() {
    Map<String, String> settings =
        Map.of("securty.protocol", "SSL", "application.id", "mine", "client.id", "fine");

    assertThatThrownBy(() -> new KafkaConnection("nowhere", settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--bootstrap-servers: expected host:port")
        .hasMessageContaining("--kafka securty.protocol: expected a key of Kafka's clients")
        .hasMessageContaining("--kafka application.id: expected --application-id");
  }

  @Test
  void eachClientGetsWhatItUnderstands() {
    KafkaConnection connection =
        new KafkaConnection(
            "a:1,b:2",
            Map.of(
                "security.protocol", "SSL",
                "linger.ms", "7",
                "producer.linger.ms", "9",
                "max.poll.records", "3"));

    assertThat(connection.forProducer())
        .containsOnly(
            Map.entry("bootstrap.servers", "a:1,b:2"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("linger.ms", "9"));
    assertThat(connection.forConsumer())
        .containsEntry("max.poll.records", "3")
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKey("linger.ms");
    assertThat(connection.forAdmin()).containsOnlyKeys("bootstrap.servers", "security.protocol");
  }

  @Test
  void readersWaitForLittleWhereNothingComesUnlessTheUserSaysHowLong() {
    assertThat(new KafkaConnection("a:1", Map.of()).forConsumer())
        .containsEntry("fetch.max.wait.ms", 50);
    assertThat(new KafkaConnection("a:1", Map.of("fetch.max.wait.ms", "900")).forConsumer())
        .containsEntry("fetch.max.wait.ms", "900");
    assertThat(new KafkaConnection("a:1", Map.of()).forStreams())
        .doesNotContainKey("fetch.max.wait.ms");
  }

  @Test
  void secretsAreNeverPrinted() {
    KafkaConnection connection =
        new KafkaConnection(
            "a:1",
            Map.of(
                "sasl.jaas.config", "hunter2",
                "ssl.keystore.password", "hunter2",
                "main.consumer.ssl.key.password", "hunter2",
                "security.protocol", "SASL_SSL"));

    assertThat(connection.toString()).doesNotContain("hunter2").contains("SASL_SSL");
    assertThat(connection.printable()).containsEntry("ssl.keystore.password", "(hidden)");
    assertThat(connection.forAdmin()).containsEntry("sasl.jaas.config", "hunter2");
  }
}
