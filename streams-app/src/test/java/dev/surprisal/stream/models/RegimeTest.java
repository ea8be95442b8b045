package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegimeTest {
  private static final Optional<String> TOPIC_ID = Optional.of("id-1");

  /** Partition 2 was added between the second decision and the third. */
  private static final List<Control> CONTROLS =
      List.of(
          control(1, Control.Kind.ACTIVATE, "a", Map.of()),
          control(2, Control.Kind.ACTIVATE, "b", Map.of(0, 100L, 1, 0L)),
          of("others", control(3, Control.Kind.ACTIVATE, "z", Map.of())),
          control(4, Control.Kind.PREPARE, "c", Map.of()),
          control(5, Control.Kind.ACTIVATE, "c", Map.of(0, 100L, 1, 50L, 2, 7L)),
          control(6, Control.Kind.ROLLBACK, "b", Map.of(0, 200L, 1, 50L, 2, 9L)),
          control(7, Control.Kind.PREPARE, "d", Map.of()));

  private static final Regime REGIME = new Regime(CONTROLS, "images");

  private static Control control(
      int number, Control.Kind kind, String digit, Map<Integer, Long> barriers) {
    return new Control(
        number, kind, Instant.EPOCH, digit.repeat(64), "m", "images", TOPIC_ID, barriers);
  }

  private static Control of(String images, Control control) {
    return new Control(
        control.number(),
        control.kind(),
        control.at(),
        control.digest(),
        control.name(),
        images,
        control.topicId(),
        control.barriers());
  }

  @Test
  void changesSayWhatJudgedBeforeAndLeaveAnnouncementsOut() {
    assertThat(
            REGIME.changes().stream()
                .map(
                    change ->
                        change.number()
                            + change.kind()
                            + change.model().digest().charAt(0)
                            + change.before().map(before -> before.digest().charAt(0)).orElse('-'))
                .toList())
        .containsExactly("1activatea-", "2activateba", "5activatecb", "6rollbackbc");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "0, 99, 1",
    "0, 100, 5",
    "0, 199, 5",
    "0, 200, 6",
    "0, 9223372036854775807, 6",
    "1, 0, 2",
    "1, 49, 2",
    "1, 50, 6",
    "2, 0, 2",
    "2, 6, 2",
    "2, 7, 5",
    "2, 8, 5",
    "2, 9, 6",
    "3, 0, 6",
  })
  void highestDecisionWhoseBarrierIsNotBeyondTheRecordJudgesIt(
      int partition, long offset, int number) {
    assertThat(REGIME.at(partition, offset, TOPIC_ID).orElseThrow().number()).isEqualTo(number);
    assertThat(REGIME.at(partition, offset, Optional.empty()).orElseThrow().number())
        .isEqualTo(number);
  }

  @Test
  void barriersOfADeletedTopicOfTheSameNameDoNotHold() {
    assertThat(REGIME.at(0, 0, Optional.of("id-2")).orElseThrow().number()).isEqualTo(6);
    assertThat(REGIME.active().orElseThrow().barriers(Optional.of("id-2"))).isEmpty();
    assertThat(REGIME.active().orElseThrow().barriers(TOPIC_ID))
        .isEqualTo(Map.of(0, 200L, 1, 50L, 2, 9L));
  }

  @Test
  void activePreparedAndPreviousAreKeptInMemory() {
    assertThat(REGIME.wanted()).containsExactly("b".repeat(64), "d".repeat(64), "c".repeat(64));
  }

  /** It may have been withdrawn since nobody could load it, and would be refused for ever. */
  @Test
  void withdrawnOneIsNotKeptInMemory() {
    Regime withdrawn =
        new Regime(
            List.of(
                control(1, Control.Kind.ACTIVATE, "a", Map.of()),
                control(2, Control.Kind.ACTIVATE, "b", Map.of(0, 100L, 1, 0L)),
                control(3, Control.Kind.ROLLBACK, "a", Map.of(0, 100L, 1, 0L))),
            "images");

    assertThat(withdrawn.wanted()).containsExactly("a".repeat(64));
  }

  /** a judges partition 0 up to offset 99, c up to 199; partition 1 has been with b since 50. */
  @ParameterizedTest
  @CsvSource({
    "99, 50, id-1, abcef",
    "100, 50, id-1, bcef",
    "199, 50, id-1, bcef",
    "200, 50, id-1, bef",
    "200, 49, id-1, bcef",
    "300, 90, id-1, bef",
    "0, 0, id-2, bef",
  })
  void bundleIsNeededWhileARecordIsThereThatItJudges(
      long first, long second, String topicId, String digits) {
    List<Control> controls = new ArrayList<>(CONTROLS);
    controls.add(control(8, Control.Kind.ACTIVATE, "e", Map.of(0, 300L, 1, 90L, 2, 20L)));
    controls.add(control(9, Control.Kind.SHADOW, "f", Map.of()));
    ImageOffsets beginnings =
        new ImageOffsets(Optional.of(topicId), Map.of(0, first, 1, second, 2, 9L));

    assertThat(new Regime(controls, "images").needed(Optional.of(beginnings)))
        .containsExactlyInAnyOrderElementsOf(
            digits.chars().mapToObj(digit -> Character.toString(digit).repeat(64)).toList());
  }

  @Test
  void withoutImagesTheModelsInForceAreNeeded() {
    assertThat(REGIME.needed(Optional.empty()))
        .containsExactlyInAnyOrder("b".repeat(64), "c".repeat(64), "d".repeat(64));
  }

  @Test
  void nothingJudgesBeforeTheFirstDecision() {
    Regime none = new Regime(List.of(control(1, Control.Kind.PREPARE, "a", Map.of())), "images");

    assertThat(none.at(0, 0, TOPIC_ID)).isEmpty();
    assertThat(none.active()).isEmpty();
    assertThat(none.wanted()).containsExactly("a".repeat(64));
  }

  @Test
  void candidateStaysUntilItIsEndedOrJudges() {
    List<Control> all =
        List.of(
            control(1, Control.Kind.ACTIVATE, "a", Map.of()),
            control(2, Control.Kind.SHADOW, "b", Map.of(0, 10L)),
            control(3, Control.Kind.PREPARE, "c", Map.of()),
            control(4, Control.Kind.ACTIVATE, "c", Map.of(0, 20L)),
            control(5, Control.Kind.ACTIVATE, "b", Map.of(0, 30L)),
            control(6, Control.Kind.SHADOW, "c", Map.of(0, 40L)),
            control(7, Control.Kind.SHADOW_END, "c", Map.of(0, 50L)));

    assertThat(IntStream.rangeClosed(1, 7).mapToObj(end -> candidate(all.subList(0, end))))
        .containsExactly("", "b", "b", "b", "", "c", "");
    assertThat(new Regime(all, "images").at(0, 45, TOPIC_ID).orElseThrow().number()).isEqualTo(5);
    assertThat(new Regime(all.subList(0, 2), "images"))
        .isNotEqualTo(new Regime(all.subList(0, 1), "images"));
  }

  private static String candidate(List<Control> controls) {
    return new Regime(controls, "images")
        .candidate()
        .map(control -> control.digest().substring(0, 1))
        .orElse("");
  }

  @Test
  void decisionThatChangesThePastIsRefused() {
    Control past = control(8, Control.Kind.ACTIVATE, "e", Map.of(0, 199L, 1, 50L, 2, 9L));

    assertThatThrownBy(() -> REGIME.expectNotBefore(past))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "barriers: expected at least 200 for partition 0, where that of control record 6 is, got 199");
  }

  @Test
  void withdrawalHasTheBarriersOfWhatItWithdraws() {
    Control same = control(8, Control.Kind.ROLLBACK, "c", Map.of(0, 200L, 1, 50L, 2, 9L));

    REGIME.expectNotBefore(same);
  }
}
