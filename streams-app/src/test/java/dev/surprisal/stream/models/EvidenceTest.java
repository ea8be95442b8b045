package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The candidate begins at offset 100 of partition 0, and at the first one of partition 1. */
class EvidenceTest {
  private static final String ACTIVE = "a".repeat(64);
  private static final String CANDIDATE = "c".repeat(64);
  private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

  private final Evidence evidence =
      new Evidence(
          control(Control.Kind.SHADOW, CANDIDATE, Map.of(0, 100L, 1, 0L)),
          control(Control.Kind.ACTIVATE, ACTIVE, Map.of()),
          2);
  private long time;

  private static Control control(Control.Kind kind, String digest, Map<Integer, Long> offsets) {
    return new Control(
        1, kind, Instant.EPOCH, digest, "ink", "images", Optional.of(TOPIC_ID), offsets);
  }

  private void add(String json) {
    evidence.add(
        new ConsumerRecord<>(
            "shadow",
            0,
            0,
            ++time,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            null,
            json == null ? null : json.getBytes(UTF_8),
            new RecordHeaders(),
            Optional.empty()));
  }

  private static String head(String kind, int partition, String active, double rate) {
    return """
        {"schemaVersion": "1.7", "kind": "%s", "topic": "images", "partition": %d, "topicId": "%s",
         "active": {"name": "ink", "digest": "%s", "calibrationImages": 99},
         "candidate": {"name": "ink", "digest": "%s", "calibrationImages": 9999},
         "falseAlarmRate": %s, "later": [],
        """
        .formatted(kind, partition, TOPIC_ID, active, CANDIDATE, rate);
  }

  private static String sums(int first, int last, int candidateAlarms) {
    return """
        "firstOffset": %d, "lastOffset": %d, "images": %d, "activeAlarms": 3, "candidateAlarms": %d,
        "failedImages": 1, "disagreements":
          {"candidate-alarms": 2, "active-alarms": 1, "candidate-rejects": 4, "other": 5}}
        """
        .formatted(first, last, last - first, candidateAlarms);
  }

  private static String summary(int partition, int first, int last) {
    return head("summary", partition, ACTIVE, 0.02) + sums(first, last, 4);
  }

  private static String dispute(int offset, String candidateVerdict) {
    return head("disagreement", 0, ACTIVE, 0.02)
        + """
          "id": "images-0-%d", "source": "cam", "disagreement": "candidate-alarms",
          "activeVerdict": {"pValue": 0.03, "score": 7, "anomalous": false}%s}
          """
            .formatted(offset, candidateVerdict);
  }

  private Tally tally() {
    return evidence.comparison().orElseThrow().tally();
  }

  @Test
  void summariesAddUp() {
    add(summary(0, 100, 200));
    add(summary(1, 0, 50));

    assertThat(tally()).isEqualTo(new Tally(150, 6, 8, 4, 2, 8, 2));
    assertThat(evidence.comparison().orElseThrow().terms())
        .isEqualTo(new Evidence.Terms(0.02, 99, 9999));
  }

  @Test
  void imagesBeforeTheCandidatesBeginningDoNotCount() {
    add(summary(0, 99, 200));
    assertThat(evidence.comparison()).isEmpty();

    add(summary(0, 100, 200));
    assertThat(tally().images()).isEqualTo(100);
  }

  /** Under at-least-once a poll may be scored twice, and cut otherwise. */
  @Test
  void imagesThatComeTwiceCountOnce() {
    add(summary(0, 100, 200));
    add(summary(1, 100, 200));
    add(summary(0, 200, 300));
    add(summary(0, 201, 300));

    assertThat(tally().images()).isEqualTo(299);
  }

  @Test
  void otherModelsTopicsKindsAndBrokenRecordsArePassedOver() {
    add(summary(0, 100, 200));
    add(head("summary", 0, "b".repeat(64), 0.02) + sums(201, 300, 4));
    add(summary(0, 201, 300).replace(CANDIDATE, "d".repeat(64)));
    add(summary(0, 201, 300).replace("\"images\", \"part", "\"others\", \"part"));
    add(summary(0, 201, 300).replace("\"summary\"", "\"later\""));
    add(summary(0, 201, 300).replace("1.7", "2.0"));
    add(head("summary", 0, ACTIVE, 0.02) + sums(201, 300, 100));
    add(head("summary", 0, ACTIVE, 1) + sums(201, 300, 4));
    add("{");
    add(null);

    assertThat(tally().images()).isEqualTo(100);
  }

  @Test
  void sumsOnOtherTermsStayApartAndTheNewestCount() {
    add(summary(0, 100, 200));
    add(head("summary", 0, ACTIVE, 0.05) + sums(200 + 1, 231, 4));
    assertThat(tally().images()).isEqualTo(30);

    add(summary(0, 300, 400));
    assertThat(tally().images()).isEqualTo(200);
  }

  @Test
  void newestDisagreementsAreKept() {
    add(summary(0, 100, 200));
    add(dispute(100, ", \"candidateVerdict\": {\"pValue\": 0.01}"));
    add(dispute(107, ""));
    add(dispute(105, ", \"candidateVerdict\": {\"pValue\": 0.0152}"));
    add(dispute(99, ", \"candidateVerdict\": {\"pValue\": 0.01}"));

    assertThat(evidence.comparison().orElseThrow().disputes())
        .containsExactly(
            new Dispute(
                4,
                "images-0-105",
                105,
                Optional.of("cam"),
                "candidate-alarms",
                0.03,
                OptionalDouble.of(0.0152)),
            new Dispute(
                3,
                "images-0-107",
                107,
                Optional.of("cam"),
                "candidate-alarms",
                0.03,
                OptionalDouble.empty()));
  }
}
