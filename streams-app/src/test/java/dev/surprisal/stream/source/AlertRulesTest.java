package dev.surprisal.stream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Score;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {
  private static final int SECONDS_A_WEEK = 604_800;
  private static final String DIGEST = "d".repeat(64);

  /** By exact sums of Python's fractions. */
  @ParameterizedTest
  @CsvSource({
    "0.001, 0.01, 1, 6",
    "0.01, 0.01, 1, 11",
    "0.01, 1, 1, 9",
    "0.01, 0.01, 30, 12",
    "0.0123, 0.01, 1, 12",
    "0.05, 0.01, 1, 22",
    "0.3, 1, 1, 53"
  })
  void thresholdIsTheLeastThatKeepsThePromise(
      double rate, double perWeek, double perSecond, int threshold) {
    assertThat(AlertRules.of(rate, settings(perWeek, perSecond), DriftRule.NEVER).threshold())
        .isEqualTo(threshold);
  }

  /** The rate of 99 calibration images is Beta(1, 99): its 97.5 % quantile is 1 - 0.025^(1/99). */
  @Test
  void theRateIsTheHighestThatIsUsualForTheCalibration() {
    AlertRules rules =
        AlertRules.of(new AlarmPromise(0.01, 99), settings(0.01, 1), DIGEST, Score.ELBO);

    assertThat(rules).isEqualTo(AlertRules.of(0.03658, settings(0.01, 1), rules.drift()));
    assertThat(rules.threshold()).isEqualTo(19);
  }

  /** The rates by exact sums of the beta distribution's tails, then as above. */
  @ParameterizedTest
  @CsvSource({"99, 19", "1500, 13", "8000, 12"})
  void fewerCalibrationImagesNeedMoreAnomalies(int calibrationImages, int threshold) {
    AlarmPromise promise = new AlarmPromise(0.01, calibrationImages);

    assertThat(AlertRules.of(promise, settings(0.01, 1), DIGEST, Score.ELBO).threshold())
        .isEqualTo(threshold);
  }

  @Test
  void aRateAtWhichNoThresholdKeepsThePromiseIsRefused() {
    assertThatThrownBy(() -> AlertRules.of(0.9, settings(0.01, 1), DriftRule.NEVER))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--false-alerts-per-week");
  }

  @Property(tries = 200)
  void thresholdGrowsWithTheRateAndFallsWithTheFalseAlertsThatAreAllowed(
      @ForAll @Scale(6) @DoubleRange(min = 1e-4, max = 0.5) double rate,
      @ForAll @Scale(6) @DoubleRange(min = 1, max = 1.5) double factor,
      @ForAll @Scale(6) @DoubleRange(min = 1e-3, max = 10) double perWeek) {
    int threshold = AlertRules.of(rate, settings(perWeek, 1), DriftRule.NEVER).threshold();

    assertThat(AlertRules.of(rate * factor, settings(perWeek, 1), DriftRule.NEVER).threshold())
        .isGreaterThanOrEqualTo(threshold);
    assertThat(AlertRules.of(rate, settings(perWeek * factor, 1), DriftRule.NEVER).threshold())
        .isLessThanOrEqualTo(threshold);
    assertThat(AlertRules.of(rate, settings(perWeek, factor), DriftRule.NEVER).threshold())
        .isGreaterThanOrEqualTo(threshold);
  }

  @Property(tries = 200)
  void openedAndClosedAlternateAndASourceIsStoredWhole(
      @ForAll @Size(min = 1, max = 600) List<@IntRange(min = 0, max = 7) Integer> records,
      @ForAll @IntRange(min = 1, max = 30) int threshold) {
    AlertRules rules = new AlertRules(threshold, DriftRule.NEVER);
    SourceState state = new SourceState();
    Map<AlertKind, Boolean> open = new EnumMap<>(AlertKind.class);
    long offset = 0;
    for (int record : records) {
      for (int repeat = 0; repeat <= record; repeat++) {
        state.add(sighting(kind(record), offset), offset, rules);
        for (AlertKind kind : rules.afterRecord(state)) {
          boolean opened = state.isOpen(kind);
          assertThat(opened).isNotEqualTo(open.getOrDefault(kind, false));
          open.put(kind, opened);
        }
        offset++;
        byte[] stored = state.bytes();
        state = SourceState.of(stored);
        assertThat(state.bytes()).isEqualTo(stored);
      }
    }
  }

  @Test
  void aBlackCameraRaisesOneAlertWithTheFirstImageThatReachesTheThreshold() {
    AlertRules rules = new AlertRules(11, DriftRule.NEVER);
    SourceState state = new SourceState();
    int alerts = 0;
    long openedAt = -1;
    for (long offset = 0; offset < 2_000; offset++) {
      boolean black = offset >= 500;
      Sighting.Kind kind = black ? Sighting.Kind.ANOMALOUS : Sighting.Kind.NORMAL;
      state.add(sighting(kind, offset), offset, rules);
      if (!rules.afterRecord(state).isEmpty()) {
        alerts++;
        openedAt = offset;
      }
    }

    assertThat(alerts).isEqualTo(1);
    assertThat(openedAt).isEqualTo(510);
    assertThat(state.first(AlertKind.ANOMALOUS)).isEqualTo(500);
  }

  /**
   * 99 sources at an image a second for a week, whose false alarms are independent. The promise is
   * 0.99 alerts. By scipy the counts pass the threshold 0.04 times, and a threshold of 7, which
   * shows that alerts could be seen, 261 times; an alert stays open for some of these.
   */
  @Test
  void honestSourcesKeepThePromiseOverAWeek() {
    AlertRules rules = AlertRules.of(0.01, settings(0.01, 1), DriftRule.NEVER);
    AlertRules lax = new AlertRules(7, DriftRule.NEVER);
    SplittableRandom random = new SplittableRandom(15);
    int alerts = 0;
    int laxAlerts = 0;
    for (int source = 0; source < 99; source++) {
      Window window = Window.EMPTY;
      boolean open = false;
      boolean laxOpen = false;
      for (int second = 0; second < SECONDS_A_WEEK; second++) {
        window = window.with(random.nextInt(100) == 0);
        int anomalous = window.anomalous();
        if (open ? anomalous <= rules.closing() : anomalous >= rules.threshold()) {
          open = !open;
          alerts += open ? 1 : 0;
        }
        if (laxOpen ? anomalous <= lax.closing() : anomalous >= lax.threshold()) {
          laxOpen = !laxOpen;
          laxAlerts += laxOpen ? 1 : 0;
        }
      }
    }

    assertThat(alerts).isLessThanOrEqualTo(1);
    assertThat(laxAlerts).isBetween(130, 310);
  }

  private static Sighting.Kind kind(int number) {
    return number < 3
        ? Sighting.Kind.NORMAL
        : number < 6 ? Sighting.Kind.ANOMALOUS : Sighting.Kind.REJECTED;
  }

  private static Sighting sighting(Sighting.Kind kind, long offset) {
    return new Sighting(
        Bytes.wrap(new byte[] {1}),
        offset,
        offset,
        new RecordHeaders(),
        new Sighting.Finding(kind, 0.5, Optional.empty(), room -> new byte[0]));
  }

  private static AlertSettings settings(double perWeek, double perSecond) {
    return new AlertSettings("alerts", perWeek, perSecond, Duration.ofMinutes(10), 1_000, 500);
  }
}
