package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.testing.InkModel;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CollectedImagesTest {
  private final List<Candidate> sample =
      LongStream.range(0, 5)
          .mapToObj(
              offset ->
                  new Candidate(
                      new ImageId("images", 0, offset),
                      Optional.empty(),
                      0,
                      0.5,
                      offset < 2,
                      "d".repeat(64)))
          .toList();

  @Test
  void recordsThatTheScorerWouldRejectAreCounted() {
    CollectedImages images = new CollectedImages(sample, InkModel.bundle(), false);
    ConsumerRecord<byte[], byte[]> reserved = record(3, InkModel.ink(3));
    reserved.headers().add("surprisal.reason", "empty".getBytes(UTF_8));

    images.add(record(1, InkModel.ink(1)));
    images.add(record(2, new byte[5]));
    images.add(reserved);
    images.add(record(4, InkModel.ink(4)));

    assertThat(images.size()).isEqualTo(2);
    assertThat(images.unreadable()).isEqualTo(2);
    assertThat(images.gone()).isEqualTo(1);
    assertThat(images.alarms()).isEqualTo(1);
  }

  /** 2³¹ images of 784 bytes fit into no heap. */
  @Test
  void moreThanAQuarterOfTheHeapIsRefusedBeforeAnyIsRead() {
    List<Candidate> all = Collections.nCopies(Integer.MAX_VALUE, sample.get(0));

    assertThatThrownBy(() -> new CollectedImages(all, InkModel.bundle(), false))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--until: expected at most ")
        .hasMessageContaining("images of 28x28, a quarter of the heap, got 2147483647;");
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
    return new ConsumerRecord<>("images", 0, offset, null, value);
  }
}
