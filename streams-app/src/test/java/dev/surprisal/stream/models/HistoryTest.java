package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private final History history = new History();
  private long offset;

  private void add(RecordKey key, byte[] value) {
    history.add(offset++, key.bytes(), value);
  }

  private void publish(String digest) {
    PublishedBundle bundle =
        new PublishedBundle(
            digest,
            "m",
            "best",
            new ImageShape(28, 28),
            "2026-01-01T00:00:00Z",
            Instant.EPOCH,
            Map.of("bundle.json", 10L),
            10);
    add(RecordKey.chunk(digest, 0), new byte[10]);
    add(RecordKey.bundle(digest), bundle.json());
  }

  private static byte[] activation(int number, String digest, Map<Integer, Long> barriers) {
    return new Control(
            number,
            Control.Kind.ACTIVATE,
            Instant.EPOCH,
            digest,
            "m",
            "images",
            Optional.empty(),
            barriers)
        .json();
  }

  @Test
  void bundleWithoutManifestIsNotThere() {
    add(RecordKey.chunk(A, 0), new byte[10]);

    assertThat(history.bundles()).isEmpty();
    assertThatThrownBy(() -> history.meant("aa"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "aa: expected the first digits of one model's digest, got those of 0");
  }

  @Test
  void publishingAgainChangesNothingButTheChunksPlaces() {
    publish(A);
    publish(A);

    assertThat(history.bundles()).hasSize(1);
    assertThat(history.chunks(A)).containsExactly(Map.entry(0, 2L));
  }

  @Test
  void deletedBundleIsGone() {
    publish(A);
    publish(B);
    add(RecordKey.bundle(A), null);
    add(RecordKey.chunk(A, 0), null);

    assertThat(history.bundles()).extracting(PublishedBundle::digest).containsExactly(B);
    assertThat(history.chunks(A)).isEmpty();
  }

  @Test
  void decisionsAreKeptInOrderAndSurviveTheirBundle() {
    publish(A);
    publish(B);
    add(RecordKey.HOLD, new byte[0]);
    add(RecordKey.control(1), activation(1, A, Map.of()));
    add(RecordKey.control(2), activation(2, B, Map.of(0, 5L)));
    add(RecordKey.bundle(A), null);

    assertThat(history.controls()).extracting(Control::number).containsExactly(1, 2);
    assertThat(history.lastNumber()).isEqualTo(2);
    assertThat(history.regime("images").at(0, 4, Optional.empty()).orElseThrow().digest())
        .isEqualTo(A);
  }

  /** Who judges does not depend on why. */
  @Test
  void promotionForAReasonOfALaterReleaseJudges() {
    String json = new String(activation(1, A, Map.of()), UTF_8);
    for (int number = 1; number <= 2; number++) {
      String why = number == 1 ? "evidence" : "later";
      add(
          RecordKey.control(number),
          json.replace("\"number\":1", "\"promoted\":\"" + why + "\",\"number\":" + number)
              .getBytes(UTF_8));
    }

    assertThat(history.controls())
        .extracting(Control::promoted)
        .containsExactly(Optional.of(Control.Promotion.EVIDENCE), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[]",
        "null",
        "{\"schemaVersion\":\"1.0\",\"number\":3,\"kind\":\"activate\"}",
        "{\"schemaVersion\":\"1.0\",\"number\":2,\"kind\":\"activate\"}",
      })
  void whatIsNoDecisionIsPassedOver(String value) {
    publish(A);
    add(RecordKey.control(1), activation(1, A, Map.of()));
    add(RecordKey.control(2), value.getBytes(UTF_8));

    assertThat(history.lastNumber()).isEqualTo(1);
  }

  /** Or the next decision of this release would take the key of one that it cannot read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":\"1.0\",\"number\":2,\"kind\":\"praise\",\"digest\":\"x\"}",
        "{\"schemaVersion\":\"2.0\",\"kind\":\"activate\"}",
      })
  void numberOfADecisionThatOnlyANewerReleaseKnowsIsTaken(String value) {
    publish(A);
    add(RecordKey.control(1), activation(1, A, Map.of()));
    add(RecordKey.control(2), value.getBytes(UTF_8));
    add(RecordKey.control(2), activation(2, A, Map.of(0, 5L)));
    add(RecordKey.control(3), activation(3, A, Map.of(0, 5L)));

    assertThat(history.controls()).extracting(Control::number).containsExactly(1, 3);
    assertThat(history.lastNumber()).isEqualTo(3);
  }

  /** As it is written down in docs/models.md; a reader without candidates passes it over. */
  @Test
  void candidateIsARecordOfItsOwnKindWithoutBarriers() {
    String json =
        "{\"schemaVersion\":\"%s\",\"number\":1,\"kind\":\"shadow\",\"at\":\"1970-01-01T00:00:00Z\",\"digest\":\"%s\",\"name\":\"m\",\"images\":\"images\",\"share\":0.25,\"from\":{\"0\":7}}"
            .formatted(SchemaVersion.CURRENT, A);
    add(RecordKey.control(1), json.getBytes(UTF_8));

    Control candidate = history.regime("images").candidate().orElseThrow();
    assertThat(candidate.share()).hasValue(0.25);
    assertThat(candidate.barriers()).containsExactly(Map.entry(0, 7L));
    assertThat(new String(candidate.json(), UTF_8)).isEqualTo(json);

    add(RecordKey.control(2), json.replace(":1,", ":2,").replace("0.25", "0").getBytes(UTF_8));
    assertThat(history.lastNumber()).isEqualTo(1);
  }

  @Test
  void foreignRecordIsPassedOver() {
    history.add(0, "camera-1".getBytes(UTF_8), new byte[784]);
    history.add(1, null, null);

    assertThat(history.bundles()).isEmpty();
    assertThat(history.controls()).isEmpty();
  }

  @Test
  void decisionCannotBeDeletedReplacedOrChangeThePast() {
    publish(A);
    publish(B);
    add(RecordKey.control(1), activation(1, A, Map.of(0, 5L)));
    add(RecordKey.control(1), null);
    add(RecordKey.control(1), activation(1, B, Map.of(0, 5L)));
    add(RecordKey.control(2), activation(2, B, Map.of(0, 4L)));

    assertThat(history.controls()).extracting(Control::digest).containsExactly(A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":\"2.0\",\"kind\":\"activate\",\"barriers\":{}}",
        "{\"schemaVersion\":\"1.3\",\"kind\":\"blend\",\"barriers\":{\"0\":1}}",
      })
  void decisionWhoJudgesThatOnlyANewerReleaseKnowsEndsTheReader(String value) {
    assertThatThrownBy(() -> add(RecordKey.control(1), value.getBytes(UTF_8)))
        .isInstanceOf(NewerReleaseException.class)
        .hasMessageStartingWith("control record 1 was written by a newer release")
        .message()
        .hasLineCount(1);
  }
}
