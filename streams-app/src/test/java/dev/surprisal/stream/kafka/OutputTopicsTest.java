package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class OutputTopicsTest {
  private static final KafkaConnection CONNECTION = new KafkaConnection("kafka:9092", Map.of());

  @Test
  void settingsThatWeGiveCauseNoWarning() {
    assertThat(warnings(Map.of())).isEmpty();
  }

  @Test
  void verdictsThatAgeByTheProducersClockAreWarnedOfWithTheCommandThatCuresIt() {
    assertThat(warnings(Map.of("message.timestamp.type", "CreateTime")))
        .singleElement()
        .asString()
        .contains(
            "scores (retention.ms=604800000)",
            "message.timestamp.type=CreateTime",
            "kafka-configs --bootstrap-server kafka:9092 --alter",
            "--add-config message.timestamp.type=LogAppendTime");
  }

  @Test
  void verdictsThatAreKeptForEverDoNotAge() {
    assertThat(warnings(Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1")))
        .isEmpty();
  }

  @Test
  void compactionThatKeepsOnlyTheLastVerdictIsWarnedOf() {
    assertThat(warnings(Map.of("cleanup.policy", "compact,delete")))
        .singleElement()
        .asString()
        .contains("scores", "cleanup.policy=compact", "--add-config cleanup.policy=delete");
  }

  private static List<String> warnings(Map<String, String> changed) {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", "604800000",
                "cleanup.policy", "delete"));
    settings.putAll(changed);
    List<ConfigEntry> entries =
        settings.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .toList();
    return OutputTopics.warnings(
        CONNECTION,
        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, "scores"), new Config(entries)));
  }
}
