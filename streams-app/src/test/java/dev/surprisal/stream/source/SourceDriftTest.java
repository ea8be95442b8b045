package dev.surprisal.stream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.cli.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A source whose p-values are drawn; an image is anomalous where its p-value is at most 1 %. */
class SourceDriftTest {
  private static final int IMAGES = 500;
  private static final int ANOMALOUS = 12;

  private final SplittableRandom random = new SplittableRandom(32);
  private AlertRules rules = rules(1);
  private SourceState state = new SourceState();
  private final List<String> alerts = new ArrayList<>();
  private long offset;

  /** By Python: sqrt(log(2 / min(0.05, perWeek · images / (perSecond · 604800))) / images). */
  @ParameterizedTest
  @CsvSource({
    "0.01, 1, 500, 0.1575",
    "0.01, 30, 500, 0.1778",
    "1, 1, 500, 0.1248",
    "0.01, 1, 86400, 0.0092",
    "1000, 0.001, 500, 0.0859"
  })
  void distanceKeepsThePromise(double perWeek, double perSecond, int images, double distance) {
    DriftRule rule = DriftRule.of(settings(perWeek, perSecond, images), 1);

    assertThat(rule.distance()).isCloseTo(distance, within(5e-5));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 457, 1_000_001})
  void sizesForWhichTheBoundDoesNotHoldAreRefused(int images) {
    Problems problems = new Problems();
    settings(0.01, 1, images).check(problems);

    assertThatThrownBy(problems::throwIfAny).hasMessageContaining("--drift-images");
  }

  /**
   * One block in twenty may be called drifted by the bound. A simulation in numpy finds 1,016
   * alerts in 80,000 blocks, less than the bound as tenths are coarse and an open alert is one.
   */
  @Test
  void sourcesInOrderRaiseFewerAlertsThanPromised() {
    rules = new AlertRules(100, DriftRule.of(settings(1_000, 0.001, IMAGES), 1));
    int blocks = 20;
    int sources = 400;
    for (int source = 0; source < sources; source++) {
      state = new SourceState();
      images(this::clean, (blocks + 1) * IMAGES);
    }

    long opened = alerts.stream().filter(alert -> alert.contains("opened")).count();
    assertThat(opened).isBetween(60L, 0L + sources * blocks / 20);
  }

  @Test
  void sourceThatDriftsAlertsWithItsFirstWholeBlockAndClosesWhenItIsAsBefore() {
    images(this::clean, 3 * IMAGES);
    images(this::moved, IMAGES);
    assertThat(alerts).containsExactly("1999 drifted opened");
    assertThat(state.first(AlertKind.DRIFTED)).isEqualTo(1_500);
    assertThat(state.last(AlertKind.DRIFTED)).isEqualTo(1_999);

    images(this::moved, 3 * IMAGES);
    images(this::clean, IMAGES);

    assertThat(alerts).containsExactly("1999 drifted opened", "3999 drifted closed");
    assertThat(state.first(AlertKind.DRIFTED)).isEqualTo(1_500);
    assertThat(state.last(AlertKind.DRIFTED)).isEqualTo(3_499);
  }

  /** As where a camera shows one picture for good. */
  @Test
  void scoresThatStandStillHaveDrifted() {
    images(this::clean, IMAGES);
    images(() -> 0.5, IMAGES);

    assertThat(alerts).containsExactly("999 drifted opened");
  }

  @Test
  void sourceThatWasAlwaysUnlikeTheCalibrationHasNotDrifted() {
    images(this::moved, 20 * IMAGES);

    assertThat(alerts).isEmpty();
  }

  @Test
  void blackCameraRaisesNoSecondAlert() {
    DoubleSupplier good = () -> Math.max(0.011, clean());
    images(good, 2 * IMAGES + 100);
    images(() -> 0.0001, 3 * IMAGES);
    images(good, 3 * IMAGES);

    assertThat(alerts).containsExactly("1111 anomalous opened", "2693 anomalous closed");
  }

  @Test
  void anotherModelOrAnotherSizeLearnsAnew() {
    images(this::clean, IMAGES);
    images(this::moved, IMAGES);
    rules = rules(2);
    images(this::moved, 3 * IMAGES);
    assertThat(alerts).containsExactly("999 drifted opened", "1000 drifted closed");

    rules = new AlertRules(ANOMALOUS, DriftRule.of(settings(0.01, 1, 2 * IMAGES), 2));
    images(this::clean, 6 * IMAGES);

    assertThat(alerts).hasSize(2);
  }

  @Test
  void nothingIsStoredWhereDriftIsNotWatched() {
    images(this::clean, IMAGES);
    images(this::moved, IMAGES);
    byte[] watched = state.bytes();

    rules = new AlertRules(ANOMALOUS, DriftRule.NEVER);
    images(this::moved, 1);

    assertThat(alerts).containsExactly("999 drifted opened", "1000 drifted closed");
    assertThat(watched.length - state.bytes().length).isEqualTo(Integer.BYTES + SourceDrift.BYTES);
  }

  private double clean() {
    return (1 + random.nextInt(8_001)) / 8_001.0;
  }

  /** p-values of scores that have moved: few are anomalous, most are low. */
  private double moved() {
    return Math.max(0.011, Math.pow(clean(), 2));
  }

  private void images(DoubleSupplier pValues, int times) {
    for (int i = 0; i < times; i++) {
      double pValue = pValues.getAsDouble();
      Sighting.Kind kind = pValue <= 0.01 ? Sighting.Kind.ANOMALOUS : Sighting.Kind.NORMAL;
      state.add(
          new Sighting(
              Bytes.wrap(new byte[] {1}),
              offset,
              offset,
              new RecordHeaders(),
              new Sighting.Finding(kind, pValue, Optional.empty(), room -> new byte[0])),
          offset,
          rules);
      for (AlertKind changed : rules.afterRecord(state)) {
        alerts.add(
            "%d %s %s"
                .formatted(
                    offset, changed.wireName(), state.isOpen(changed) ? "opened" : "closed"));
      }
      offset++;
    }
  }

  private static AlertRules rules(long judge) {
    return new AlertRules(ANOMALOUS, DriftRule.of(settings(0.01, 1, IMAGES), judge));
  }

  private static AlertSettings settings(double perWeek, double perSecond, int images) {
    return new AlertSettings("alerts", perWeek, perSecond, Duration.ofMinutes(10), 1_000, images);
  }
}
