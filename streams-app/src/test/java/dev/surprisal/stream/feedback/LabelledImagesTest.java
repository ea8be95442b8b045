package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Which of the anomalies are written, and what is said of the others. */
class LabelledImagesTest {
  private static final ImageShape SHAPE = new ImageShape(4, 6);
  private static final ImageShape OTHER = new ImageShape(6, 4);

  private final LabelBook book = new LabelBook(10_000);

  @Test
  void thoseThatCannotBeWrittenAreCounted() {
    label(0, Opinion.NORMAL);
    label(1, Opinion.NORMAL);
    label(2, Opinion.NORMAL);
    label(3, Opinion.NORMAL);
    label(4, Opinion.ANOMALOUS);
    LabelledImages images = images(Opinion.NORMAL);

    images.addIfLabelled(anomaly(0, SHAPE));
    images.addIfLabelled(anomaly(1, OTHER));
    images.addIfLabelled(anomaly(4, SHAPE));
    images.addIfLabelled(anomaly(5, SHAPE));

    assertThat(images.size()).isEqualTo(1);
    assertThat(images.noteMissing("anomalies"))
        .satisfiesExactly(
            gone -> assertThat(gone).isEqualTo("2 labelled normal are no longer on anomalies"),
            other -> assertThat(other).startsWith("1 are left out: their picture is not of 4x6,"),
            strange -> assertThat(strange).contains("the strangest of the clean images"));
  }

  @Test
  void alarmsThatWereRightAreNoCleanImages() {
    label(0, Opinion.NORMAL);
    label(1, Opinion.ANOMALOUS);
    LabelledImages images = images(Opinion.ANOMALOUS);

    images.addIfLabelled(anomaly(0, SHAPE));
    images.addIfLabelled(anomaly(1, SHAPE));

    assertThat(images.size()).isEqualTo(1);
    assertThat(images.noteMissing("anomalies")).isEmpty();
  }

  private LabelledImages images(Opinion opinion) {
    return new LabelledImages(book, opinion, SHAPE, Optional.empty());
  }

  private void label(int offset, Opinion opinion) {
    Label label =
        new Label(id(offset), Optional.empty(), opinion, "anna", Optional.empty(), Optional.of(1L));
    assertThat(book.read(new ConsumerRecord<>("labels", 0, offset, label.key(), label.json())))
        .isTrue();
  }

  private static VerdictMessage anomaly(int offset, ImageShape shape) {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(shape, new byte[shape.pixels()]));
    return VerdictMessage.parse(
            "{\"id\": \"%s\", \"anomalous\": true, \"image\": \"%s\"}"
                .formatted(id(offset), Base64.getEncoder().encodeToString(png))
                .getBytes(UTF_8))
        .orElseThrow();
  }

  private static String id(int offset) {
    return "images-0-" + offset;
  }
}
