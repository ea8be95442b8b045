package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTimestampsTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1_760_000_000L, 1_760_000_000_000L, Long.MAX_VALUE})
  void recordKeepsItsOwn(long timestamp) {
    assertThat(extract(timestamp)).isEqualTo(timestamp);
  }

  @Test
  void recordWithoutOneGetsTheTimeAtWhichItIsRead() {
    long before = System.currentTimeMillis();

    assertThat(extract(-1)).isBetween(before, System.currentTimeMillis());
  }

  private static long extract(long timestamp) {
    ConsumerRecord<Object, Object> record =
        new ConsumerRecord<>(
            "images",
            0,
            0,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            new byte[0],
            new RecordHeaders(),
            Optional.empty());
    return new ImageTimestamps().extract(record, 4_102_444_800_000L);
  }
}
