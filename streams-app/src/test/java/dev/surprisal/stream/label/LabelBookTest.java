package dev.surprisal.stream.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LabelBookTest {
  private static final String FIRST = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String SECOND = "BBBBBBBBBBBBBBBBBBBBBB";

  private final LabelBook book = new LabelBook(3 * 472);

  @Test
  void lastLabelOfAnImageCounts() {
    read(1, "images-0-7", FIRST, Opinion.NORMAL);
    read(2, "images-0-7", FIRST, Opinion.ANOMALOUS);

    assertThat(opinions()).containsExactly(Opinion.ANOMALOUS);
  }

  /** As where the topic has several partitions, or a reader begins again. */
  @Test
  void recordsOutOfOrderOrReadTwiceChangeNothing() {
    read(2, "images-0-7", FIRST, Opinion.ANOMALOUS);
    read(1, "images-0-7", FIRST, Opinion.NORMAL);
    read(2, "images-0-7", FIRST, Opinion.ANOMALOUS);

    assertThat(opinions()).containsExactly(Opinion.ANOMALOUS);
  }

  @Test
  void imagesOfATopicThatWasMadeAgainAreOthers() {
    read(1, "images-0-7", FIRST, Opinion.NORMAL);
    read(2, "images-0-7", SECOND, Opinion.ANOMALOUS);

    assertThat(book.entries()).hasSize(2);
    assertThat(found("images-0-7", FIRST)).contains(Opinion.NORMAL);
    assertThat(found("images-0-7", SECOND)).contains(Opinion.ANOMALOUS);
  }

  @Test
  void labelWithoutATopicReplacesTheOthersAndIsReplaced() {
    read(1, "images-0-7", FIRST, Opinion.NORMAL);
    read(2, "images-0-7", null, Opinion.ANOMALOUS);

    assertThat(opinions()).containsExactly(Opinion.ANOMALOUS);
    assertThat(found("images-0-7", FIRST)).contains(Opinion.ANOMALOUS);

    read(3, "images-0-7", FIRST, Opinion.NORMAL);

    assertThat(opinions()).containsExactly(Opinion.NORMAL);
    assertThat(found("images-0-7", null)).contains(Opinion.NORMAL);
  }

  @Test
  void recordWithoutAValueTakesALabelBack() {
    read(1, "images-0-7", FIRST, Opinion.NORMAL);
    read(1, "images-0-8", null, Opinion.NORMAL);

    assertThat(book.read(record(2, FIRST + "/images-0-7", null))).isTrue();
    assertThat(book.read(record(2, "images-0-8", null))).isTrue();
    assertThat(book.read(record(2, "images-0-9", null))).isFalse();

    assertThat(book.entries()).isEmpty();
  }

  @Test
  void oldestLabelsAreForgottenBeyondTheMost() {
    for (int i = 0; i < 4; i++) {
      read(i, "images-0-" + i, FIRST, Opinion.NORMAL);
      read(i, "images-0-0", FIRST, Opinion.NORMAL);
    }

    assertThat(book.entries())
        .extracting(entry -> entry.label().id())
        .containsExactlyInAnyOrder("images-0-0", "images-0-2", "images-0-3");
  }

  /** Whoever may write can make up as many topics as he likes. */
  @Test
  void labelsOfOneIdAreBoundedToo() {
    for (int i = 0; i < 9; i++) {
      read(i, "images-0-0", "A".repeat(21) + i, Opinion.NORMAL);
    }

    assertThat(book.entries()).extracting(LabelBook.Entry::time).containsExactly(6L, 7L, 8L);
  }

  /** Bytes: 400 and two for each character; 36 characters here, 388 of the large one. */
  @Test
  void aLabelOfLongTextsTakesTheRoomOfSeveral() {
    for (int i = 0; i < 3; i++) {
      read(i, "images-0-" + i, FIRST, Opinion.NORMAL);
    }
    assertThat(book.forgotten()).isZero();
    assertThat(book.leftOut()).isEmpty();
    Label large =
        new Label(
            "images-0-9",
            Optional.of(FIRST),
            Opinion.NORMAL,
            "b".repeat(100),
            Optional.of("s".repeat(256)),
            Optional.empty());
    assertThat(book.read(record(4, "images-0-9", large.json()))).isTrue();

    assertThat(book.entries())
        .extracting(entry -> entry.label().id())
        .containsExactly("images-0-9");
    assertThat(book.forgotten()).isEqualTo(3);
    assertThat(book.leftOut())
        .hasValue(
            "the labels that remain take 0 MiB; the 3 oldest are left out; give Java a larger heap (-Xmx)");
  }

  @Test
  void strangersArePassedOver() {
    assertThat(book.read(record(1, "key", "no label".getBytes(UTF_8)))).isFalse();
    assertThat(book.entries()).isEmpty();
  }

  private void read(long time, String id, String topicId, Opinion opinion) {
    Label label =
        new Label(
            id, Optional.ofNullable(topicId), opinion, "anna", Optional.empty(), Optional.empty());
    assertThat(book.read(record(time, new String(label.key(), UTF_8), label.json()))).isTrue();
  }

  private List<Opinion> opinions() {
    return book.entries().stream().map(entry -> entry.label().opinion()).toList();
  }

  private Optional<Opinion> found(String id, String topicId) {
    return book.find(id, Optional.ofNullable(topicId)).map(entry -> entry.label().opinion());
  }

  private static ConsumerRecord<byte[], byte[]> record(long time, String key, byte[] value) {
    return new ConsumerRecord<>(
        "labels",
        0,
        0,
        time,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        key.getBytes(UTF_8),
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
