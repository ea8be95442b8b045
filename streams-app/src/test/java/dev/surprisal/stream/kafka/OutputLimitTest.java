package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputLimitTest {
  @Test
  void smallerOfTheProducersTwoSettingsHolds() {
    assertThat(limit("max.request.size", "5000000")).isEqualTo(5_000_000);
    assertThat(limit("buffer.memory", " 4000000 ")).isEqualTo(4_000_000);
  }

  @Test
  void settingThatOnlyKafkaCanResolveCountsAsTheDefault() {
    assertThat(limit("max.request.size", "${file:/etc/kafka.properties:size}"))
        .isEqualTo(Topics.LARGEST_OUTPUT);
  }

  private static int limit(String key, String value) {
    return OutputLimit.of(new KafkaConnection("localhost:9092", Map.of(key, value)), 1).bytes();
  }
}
