package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedMessageTest {
  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>("rejected", 2, 7, null, new byte[] {1});

  @Test
  void headersSayWhichRecordItWasAndWhy() {
    add("topic", "images");
    add("partition", "3");
    add("offset", "41");
    add("timestamp", "-1");
    add("detail", "expected 784 bytes,\u001b[2J got \u202e1");

    assertThat(RejectedMessage.parse(record))
        .hasValue(
            new RejectedMessage("images-3-41", -1, "expected 784 bytes,\\u001b[2J got \\u202e1"));
  }

  @Test
  void recordOfSomebodyElseIsNone() {
    record.headers().add("content-type", "image/png".getBytes(UTF_8));

    assertThat(RejectedMessage.parse(record)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "12345678901234567890", "1.5", "0x1"})
  void forgedNumberIsNone(String timestamp) {
    add("topic", "images");
    add("partition", "3");
    add("offset", "41");
    add("timestamp", timestamp);

    assertThat(RejectedMessage.parse(record)).isEmpty();
  }

  @Test
  void headerWithoutAValueIsNone() {
    add("partition", "3");
    add("offset", "41");
    add("timestamp", "5");
    record.headers().add("surprisal.topic", null);

    assertThat(RejectedMessage.parse(record)).isEmpty();
  }

  private void add(String key, String value) {
    record.headers().add("surprisal." + key, value.getBytes(UTF_8));
  }
}
