package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals by scipy.stats.binomtest(…).proportion_ci(method="wilson"), bands by
 * scipy.stats.betabinom, SciPy 1.17.1.
 */
class ComparisonTest {
  private static final Evidence.Terms TERMS = new Evidence.Terms(0.01, 9_999, 9_999);
  private static final Tally LARGE = new Tally(120_000, 780, 1_224, 700, 256, 0, 0);

  private static Comparison of(Evidence.Terms terms, Tally tally, Dispute... disputes) {
    return new Comparison(
        control(2, Control.Kind.SHADOW, "c", "fine"),
        control(1, Control.Kind.ACTIVATE, "a", "coarse"),
        terms,
        tally,
        List.of(disputes));
  }

  private static Control control(int number, Control.Kind kind, String digit, String name) {
    return new Control(
        number, kind, Instant.EPOCH, digit.repeat(64), name, "images", Optional.empty(), Map.of());
  }

  private static Tally alarms(long images, long active, long candidate) {
    return new Tally(images, active, candidate, candidate, active, 0, 0);
  }

  @Test
  void verdictHasIntervalsAndTheImagesOnWhichTheyDiffer() {
    Dispute judged =
        new Dispute(
            2,
            "images-0-8",
            8,
            Optional.of("cam\u001b1"),
            "candidate-alarms",
            0.03,
            OptionalDouble.of(0.0152));
    Dispute rejected =
        new Dispute(
            1, "images-0-7", 7, Optional.empty(), "candidate-rejects", 1, OptionalDouble.empty());

    assertThat(of(TERMS, LARGE, judged, rejected).lines())
        .containsExactly(
            "candidate cccccccccccc fine beside aaaaaaaaaaaa coarse, which is in force on images",
            "disagrees on 0.80 % [0.75, 0.85] of 120,000 images: 700 anomalous by the candidate only, 256 by the model in force only",
            "its alarm rate is 1.02 % [0.96, 1.08] at 1 % set, that of the model in force 0.65 % [0.61, 0.70]",
            "promise kept: at most 1.00 % of clean images on average over calibrations; 0.81 % to 1.21 % is usual for 120,000",
            "images that it could not score: 0, and 0 in batches at which it failed",
            "this is enough to promote it",
            "the newest images on which they differ:",
            "  images-0-8  p = 0.0300 by the model in force, p = 0.0152 by the candidate  from cam\\u001b1",
            "  images-0-7  p = 1.0000 by the model in force, not scored by the candidate");
  }

  /** 30 of 2,000 is the upper end of the band for 9,999 calibration images; 74 for 99. */
  @ParameterizedTest
  @CsvSource({
    "2000, 20, 20, 9999, ''",
    "1999, 20, 20, 9999, 'expected at least 2,000 images that both models scored, so that an alarm rate of twice the one set would show, got 1,999'",
    "2000, 20, 30, 9999, ''",
    "2000, 20, 31, 9999, 'expected an alarm rate of the candidate of at most 1.50 %, got 1.55 %'",
    "2000, 20, 74, 99, ''",
    "2000, 30, 31, 9999, 'expected an alarm rate of the candidate of at most 1.50 %, got 1.55 %'",
    "2000, 31, 40, 9999, ''",
    "2000, 31, 42, 9999, 'expected an alarm rate of the candidate of at most 2.05 %, got 2.10 %'",
    "2000, 100, 109, 9999, ''",
    "2000, 100, 111, 9999, 'expected an alarm rate of the candidate of at most 5.50 %, got 5.55 %'",
  })
  void candidateMayAlarmAsItsPromiseAndTheStreamsAnomaliesExplain(
      long images, long active, long candidate, int calibration, String missing) {
    Evidence.Terms terms = new Evidence.Terms(0.01, 9_999, calibration);

    assertThat(String.join("; ", of(terms, alarms(images, active, candidate)).missing()))
        .isEqualTo(missing);
  }

  @Test
  void imagesThatItCouldNotScoreAreMissing() {
    assertThat(of(TERMS, new Tally(2_000, 20, 20, 0, 0, 3, 512)).missing())
        .containsExactly(
            "expected the candidate to score all images that the model in force judged, got 515 that it did not");
    assertThat(of(TERMS, new Tally(0, 0, 0, 0, 0, 0, 512)).lines())
        .containsExactly(
            "candidate cccccccccccc fine beside aaaaaaaaaaaa coarse, which is in force on images",
            "images that it could not score: 0, and 512 in batches at which it failed",
            "this is not enough to promote it: expected at least 2,000 images that both models scored, so that an alarm rate of twice the one set would show, got 0; expected the candidate to score all images that the model in force judged, got 512 that it did not");
  }

  @Test
  void anomaliesOfTheStreamAreSaid() {
    assertThat(of(TERMS, alarms(2_000, 100, 111)).lines())
        .contains(
            "promise not kept: at most 1.00 % of clean images on average over calibrations; 0.55 % to 1.50 % is usual for 2,000; 4.00 % more count as anomalies, as by the model in force");
  }

  @Test
  void figuresAreForPrograms() throws IOException {
    ObjectMapper json = new ObjectMapper();

    JsonNode expected =
        json.readTree(
            """
            {"schemaVersion": "1.1", "imagesTopic": "images", "falseAlarmRate": 0.01,
             "candidate": {"name": "fine", "digest": "%s", "calibrationImages": 9999},
             "active": {"name": "coarse", "digest": "%s", "calibrationImages": 9999},
             "images": 120000, "onlyCandidateAlarms": 700, "onlyActiveAlarms": 256,
             "candidateRejects": 0, "failedImages": 0,
             "disagreements": {"count": 956, "share": 0.007966666666666667, "low": 0.0074791892074668916, "high": 0.00848564521392215},
             "candidateAlarms": {"count": 1224, "share": 0.0102, "low": 0.009646970918338974, "high": 0.010784387186660053},
             "activeAlarms": {"count": 780, "share": 0.0065, "low": 0.006060858542745215, "high": 0.006970736444631303},
             "promise": {"kept": true, "low": 0.008066666666666667, "high": 0.012125, "anomalies": 0.0},
             "missing": [], "newestDisagreements": []}
            """
                .formatted("c".repeat(64), "a".repeat(64)));

    JsonNode written = json.readTree(of(TERMS, LARGE).json());
    assertThat(written.equals(ComparisonTest::compare, expected)).as("%s", written).isTrue();
  }

  /** Numbers to twelve digits: SciPy rounds otherwise. */
  private static int compare(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    boolean same =
        numbers ? Math.abs(one.asDouble() - other.asDouble()) < 1e-12 : one.equals(other);
    return same ? 0 : 1;
  }
}
