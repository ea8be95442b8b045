package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.watch.AlertMessage;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Which images may be collected, and why the others may not. */
class EligibilityTest {
  private static final String TOPIC_ID = "A".repeat(22);
  private static final ImagesNow IMAGES =
      new ImagesNow("images", Optional.of(TOPIC_ID), Map.of(0, 10L));

  private final LabelBook labels = new LabelBook(10_000);
  private final AlertSpans alerts = new AlertSpans(Optional.of(TOPIC_ID), Set.of());

  @Test
  void imagesOfATopicThatWasMadeAgainAreLeftOut() {
    assertThat(whyNot("images-0-20", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-0-20", "B".repeat(22), false)).contains(LeftOut.OTHER_TOPIC);
    assertThat(whyNot("others-0-20", TOPIC_ID, false)).contains(LeftOut.OTHER_TOPIC);
    assertThat(whyNot("images-0-20", "", false)).contains(LeftOut.OTHER_TOPIC);
  }

  @Test
  void imagesThatWereDeletedAreLeftOut() {
    assertThat(whyNot("images-0-9", TOPIC_ID, false)).contains(LeftOut.GONE);
    assertThat(whyNot("images-0-10", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-1-10", TOPIC_ID, false)).contains(LeftOut.GONE);
  }

  @Test
  void alarmsAreTakenUnlessSomebodyCalledThemAnomalous() {
    label(20, Opinion.ANOMALOUS);
    label(21, Opinion.NORMAL);

    assertThat(whyNot("images-0-20", TOPIC_ID, true)).contains(LeftOut.LABELLED);
    assertThat(whyNot("images-0-21", TOPIC_ID, true)).isEmpty();
    assertThat(whyNot("images-0-22", TOPIC_ID, true)).isEmpty();
  }

  @Test
  void withoutAlarmsOnlyThoseThatPeopleCalledNormalAreTaken() {
    label(21, Opinion.NORMAL);
    Eligibility strict = new Eligibility(IMAGES, labels, alerts, true);

    assertThat(whyNot(strict, "images-0-21", TOPIC_ID, true)).isEmpty();
    assertThat(whyNot(strict, "images-0-22", TOPIC_ID, true)).contains(LeftOut.ALARM);
    assertThat(whyNot(strict, "images-0-22", TOPIC_ID, false)).isEmpty();
  }

  @Test
  void imagesOfASourceInTroubleAreLeftOut() {
    alert(alerts, "anomalous", "opened", 30, 35);
    alert(alerts, "anomalous", "closed", 38, 38);
    alert(alerts, "rejected", "opened", 50, 52);

    assertThat(whyNot("images-0-29", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-0-30", TOPIC_ID, false)).contains(LeftOut.ALERT);
    assertThat(whyNot("images-0-38", TOPIC_ID, false)).contains(LeftOut.ALERT);
    assertThat(whyNot("images-0-39", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-0-49", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-0-9999", TOPIC_ID, false)).contains(LeftOut.ALERT);
    assertThat(alerts.cover(Optional.of("another"), new ImageId("images", 0, 30))).isFalse();
    assertThat(alerts.cover(Optional.of("camera"), new ImageId("images", 1, 30))).isFalse();
    assertThat(alerts.cover(Optional.empty(), new ImageId("images", 0, 30))).isFalse();
  }

  @Test
  void alertsThatDoNotCountCoverNothing() {
    AlertSpans some = new AlertSpans(Optional.of("B".repeat(22)), Set.of());
    alert(some, "anomalous", "opened", 30, 35);
    AlertSpans withDrifted = new AlertSpans(Optional.of(TOPIC_ID), Set.of("drifted"));
    alert(withDrifted, "drifted", "opened", 30, 35);

    ImageId image = new ImageId("images", 0, 32);

    assertThat(some.cover(Optional.of("camera"), image)).isFalse();
    assertThat(withDrifted.cover(Optional.of("camera"), image)).isFalse();
  }

  /** The opening may have been deleted already. */
  @Test
  void closedAlertAloneTellsItsSpan() {
    alert(alerts, "drifted", "closed", 30, 35);

    assertThat(whyNot("images-0-29", TOPIC_ID, false)).isEmpty();
    assertThat(whyNot("images-0-35", TOPIC_ID, false)).contains(LeftOut.ALERT);
    assertThat(whyNot("images-0-36", TOPIC_ID, false)).isEmpty();
  }

  @Test
  void idsAreReadFromBehind() {
    assertThat(ImageId.parse("a-1-b-2-34")).contains(new ImageId("a-1-b", 2, 34));
    assertThat(ImageId.parse("images-9999999999-1")).isEmpty();
    assertThat(ImageId.parse("images-1")).isEmpty();
    assertThat(ImageId.parse("")).isEmpty();
  }

  private Optional<LeftOut> whyNot(String id, String topicId, boolean anomalous) {
    return whyNot(new Eligibility(IMAGES, labels, alerts, false), id, topicId, anomalous);
  }

  private static Optional<LeftOut> whyNot(
      Eligibility eligibility, String id, String topicId, boolean anomalous) {
    String topic = topicId.isEmpty() ? "" : "\"topicId\": \"%s\",".formatted(topicId);
    VerdictMessage verdict =
        VerdictMessage.parse(
                "{\"id\": \"%s\", %s \"source\": \"camera\", \"anomalous\": %s}"
                    .formatted(id, topic, anomalous)
                    .getBytes(UTF_8))
            .orElseThrow();
    return eligibility.whyNot(ImageId.parse(id).orElseThrow(), verdict);
  }

  private void label(int offset, Opinion opinion) {
    Label label =
        new Label(
            "images-0-" + offset,
            Optional.of(TOPIC_ID),
            opinion,
            "anna",
            Optional.empty(),
            Optional.of(1L));
    assertThat(labels.read(new ConsumerRecord<>("labels", 0, offset, label.key(), label.json())))
        .isTrue();
  }

  private static void alert(AlertSpans spans, String kind, String state, int first, int last) {
    spans.read(
        AlertMessage.parse(
                """
                {"source": "camera", "kind": "%s", "state": "%s", "topicId": "%s",
                 "firstId": "images-0-%d", "lastId": "images-0-%d"}
                """
                    .formatted(kind, state, TOPIC_ID, first, last)
                    .getBytes(UTF_8))
            .orElseThrow());
  }
}
