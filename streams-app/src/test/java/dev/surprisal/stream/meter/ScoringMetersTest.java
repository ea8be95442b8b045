package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Explanation;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Term;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is fed into a meter comes out of the text that Prometheus reads, bucket by bucket. */
class ScoringMetersTest {
  /** A day after InkModel was made, 2026-01-02T00:00:00Z. */
  private static final long NOW_MILLIS = 1_767_312_000_000L;

  private static final String NATS =
      "1.0 2.0 5.0 10.0 15.0 20.0 25.0 30.0 40.0 50.0 60.0 70.0 80.0 90.0 100.0 120.0 150.0 200.0"
          + " 300.0 500.0 1000.0 2000.0 5000.0 10000.0 +Inf";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private long now = NOW_MILLIS;
  private final ScoringMeters meters = meters();

  @Test
  void everyMeterOfImagesIsTestedHere() {
    assertThat(samples().families())
        .isEqualTo(
            Set.of(
                "surprisal_score",
                "surprisal_p_value",
                "surprisal_reconstruction_nats",
                "surprisal_kl_nats",
                "surprisal_batch_images",
                "surprisal_scoring_seconds",
                "surprisal_end_to_end_seconds",
                "surprisal_images_total",
                "surprisal_images_missed_total",
                "surprisal_rejected_total",
                "surprisal_model_info",
                "surprisal_false_alarm_rate_target",
                "surprisal_reference_score_cdf",
                "surprisal_calibration_images",
                "surprisal_fdr_level",
                "surprisal_calibration_age_seconds",
                "surprisal_verdict_age_seconds",
                "surprisal_alarms_total",
                "surprisal_p_value_distance",
                "surprisal_drift_psi"));
  }

  @Test
  void scores() {
    double[] fed = {-5, 101, 101.5, 150, 199, 1e9};

    Arrays.stream(fed).forEach(score -> judge(score, 0, 0, 0.5, false));

    // InkModel is calibrated by 101, 102, …, 199: bounds at their quantiles, then 98 · 0.1 beyond …
    expectHistogram(
        "surprisal_score",
        "101.0 105.0 110.0 120.0 130.0 140.0 150.0 160.0 170.0 180.0 190.0 195.0 198.0 199.0 208.8"
            + " 223.5 248.0 297.0 395.0 689.0 1179.0 +Inf",
        fed);
  }

  @Test
  void pValues() {
    double[] fed = {.0001, .00015, .01, .011, .5, 1};

    Arrays.stream(fed).forEach(pValue -> judge(0, 0, 0, pValue, false));

    expectHistogram(
        "surprisal_p_value",
        "0.0001 0.0002 0.0005 0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9"
            + " 1.0 +Inf",
        fed);
  }

  @Test
  void pValuesOfCleanImagesLieOnTheDiagonal() {
    for (int i = 1; i <= 10_000; i++) {
      judge(0, 0, 0, i / 10_000.0, false);
    }

    Map<String, Double> buckets = samples().by("surprisal_p_value_bucket", "le");
    buckets.forEach(
        (bound, count) ->
            assertThat(count)
                .as(bound)
                .isEqualTo(10_000 * Math.min(1, Samples.number(bound)), within(1e-6)));
    assertThat(buckets).hasSize(20);
  }

  @Test
  void reconstructions() {
    double[] fed = {.4, 1, 1.5, 99.9, 20_000};

    Arrays.stream(fed).forEach(nats -> judge(0, nats, 0, 1, false));

    expectHistogram("surprisal_reconstruction_nats", NATS, fed);
  }

  @Test
  void klDivergences() {
    double[] fed = {-1e-9, 0, 1.2, 85, 10_001};

    Arrays.stream(fed).forEach(nats -> judge(0, 0, nats, 1, false));

    expectHistogram("surprisal_kl_nats", NATS, fed);
  }

  @Test
  void batches() {
    meters.batch(1, 90_000);
    meters.batch(3, 1_200_000);
    meters.batch(512, 1_500_000_000);
    meters.batch(0, 5_000);

    expectHistogram(
        "surprisal_batch_images",
        "1.0 2.0 4.0 8.0 16.0 32.0 64.0 128.0 256.0 512.0 1024.0 +Inf",
        1,
        3,
        512);
    expectHistogram(
        "surprisal_scoring_seconds",
        "0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 1.0 +Inf",
        .00009,
        .0012,
        1.5);
  }

  @Test
  void endToEndIsFromTheRecordsTimestampToNow() {
    meters.done(0, 5, NOW_MILLIS - 2_500, Optional.empty());
    meters.done(0, 5, NOW_MILLIS - 7, Optional.empty());
    meters.done(0, 5, NOW_MILLIS, Optional.empty());

    expectEndToEnd(2.5, .007, 0);
  }

  @Test
  void endToEndIsFiniteAndPositiveWhateverTheTimestampIs() {
    meters.done(0, 5, -1, Optional.empty()); // none
    meters.done(0, 5, Long.MIN_VALUE, Optional.empty());
    meters.done(0, 5, NOW_MILLIS / 1_000, Optional.empty()); // in seconds: a date in January 1970
    meters.done(0, 5, 4_102_444_800_000L, Optional.empty()); // the year 2100
    meters.done(0, 5, Long.MAX_VALUE, Optional.empty());
    meters.done(0, 5, 0, Optional.empty());

    expectEndToEnd(1_765_544_688, 0, 0, 1_767_312_000);
  }

  @Test
  void outcomesAndReasonsAreCountedAndThereFromTheStart() {
    judge(1, 0, 0, 0.5, false);
    judge(1, 0, 0, 0.001, true);
    judge(1, 0, 0, 0.001, true);
    meters.rejected(RejectionReason.EMPTY);

    assertThat(samples().by("surprisal_images_total", "outcome"))
        .isEqualTo(Map.of("normal", 1.0, "anomalous", 2.0, "rejected", 1.0));
    Map<String, Double> reasons = samples().by("surprisal_rejected_total", "reason");
    assertThat(reasons).hasSize(RejectionReason.values().length).containsEntry("empty", 1.0);
    assertThat(reasons.values().stream().mapToDouble(count -> count).sum()).isEqualTo(1);
  }

  @Test
  void missedOffsetsAreCountedAndThereFromTheStart() {
    assertThat(samples().value("surprisal_images_missed_total")).isZero();

    meters.missed(3_000);
    meters.missed(1);

    assertThat(samples().value("surprisal_images_missed_total")).isEqualTo(3_001);
  }

  @Test
  void referenceIsTheShareOfCleanScoresUpToTheScoresOwnBounds() {
    Map<String, Double> reference = samples().by("surprisal_reference_score_cdf", "le");

    assertThat(reference.keySet())
        .isEqualTo(samples().by("surprisal_score_bucket", "le").keySet())
        .contains("+Inf");
    reference.forEach(
        (bound, share) ->
            // Of 101, 102, …, 199.
            assertThat(share)
                .as(bound)
                .isEqualTo(
                    Math.min(99, Math.floor(Samples.number(bound)) - 100) / 99, within(1e-12)));
  }

  @Test
  void modelAndTargetAreTold() {
    assertThat(samples().value("surprisal_false_alarm_rate_target")).isEqualTo(0.01);
    assertThat(samples().value("surprisal_calibration_images")).isEqualTo(99);
    assertThat(Scrape.of(registry.getPrometheusRegistry(), "").text())
        .contains(
            "surprisal_model_info{digest=\"%s\",model=\"ink\",preset=\"by-hand\"} 1"
                .formatted("d".repeat(64)));
  }

  /**
   * Verdicts by the former model, of partitions behind the barrier, are counted but not compared.
   */
  @Test
  void anotherModelIsComparedFromItsFirstVerdictOn() {
    judge(150, 0, 0, 0.5, false);
    LoadedBundle next = new LoadedBundle(InkModel.finelyCalibrated().bundle(), "e".repeat(64));

    meters.compareWith(new JudgingModel(next, next.bundle().decision(Score.ELBO, 0.01)));
    judge(150, 0, 0, 0.5, false);

    assertThat(samples().by("surprisal_images_total", "outcome")).containsEntry("normal", 2.0);
    assertThat(samples().value("surprisal_score_count")).isZero();
    assertThat(samples().value("surprisal_calibration_images")).isEqualTo(9_999);
    assertThat(samples().by("surprisal_model_info", "digest")).containsOnlyKeys("e".repeat(64));
    assertThat(samples().by("surprisal_reference_score_cdf", "le").keySet())
        .isEqualTo(samples().by("surprisal_score_bucket", "le").keySet());
  }

  @Test
  void driftIsThatOfTheScoresJudged() {
    for (int i = 0; i < 995; i++) {
      judge(195, 0, 0, 0.5, false);
    }

    // As in DriftTest: all in one tenth.
    assertThat(samples().value("surprisal_drift_psi")).isEqualTo(6.8026, within(1e-3));
  }

  @Test
  void calibrationIsADayOld() {
    assertThat(samples().value("surprisal_calibration_age_seconds")).isEqualTo(86_400);
  }

  @Test
  void levelIsTheLowestOfThePartitionsThatAreHere() {
    assertThat(samples().value("surprisal_fdr_level")).isNaN();

    meters.levels().set(0, 0.0005);
    meters.levels().set(0, 0.005);
    meters.levels().set(1, 0.002);
    assertThat(samples().value("surprisal_fdr_level")).isEqualTo(0.002);

    meters.levels().remove(1);
    assertThat(samples().value("surprisal_fdr_level")).isEqualTo(0.005);
  }

  @Test
  void sampledTraceIsAnExampleOfItsTime() {
    TraceContext trace = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");

    meters.done(0, 1, now - 400, Optional.of(trace));

    String openMetrics =
        Scrape.of(registry.getPrometheusRegistry(), "application/openmetrics-text").text();
    assertThat(openMetrics.lines().filter(line -> line.contains("# {")))
        .singleElement(STRING)
        .startsWith(
            "surprisal_end_to_end_seconds_bucket{le=\"0.5\"} 1 # {span_id=\"b7ad6b7169203331\",trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 0.4 ");
    // Prometheus' own text has no place for it; the count is the same.
    assertThat(Scrape.of(registry.getPrometheusRegistry(), "").text()).doesNotContain("trace_id");
    expectEndToEnd(0.4);
  }

  @Test
  void verdictAgesUntilTheNext() {
    now += 7_500;
    assertThat(samples().value("surprisal_verdict_age_seconds")).isEqualTo(7.5);

    meters.done(0, 1, now, Optional.empty());
    assertThat(samples().value("surprisal_verdict_age_seconds")).isZero();
  }

  @Test
  void alarmsAreCountedByTheTermThatDroveThemMost() {
    GrayImage image = GrayImage.of(new ImageShape(1, 1), new byte[1]);
    Explanation.Reason density = new Explanation.Reason(Term.DENSITY, 3, .7);
    Explanation.Reason elbo = new Explanation.Reason(Term.ELBO, 1, .3);

    meters.alarmed(new Explanation(image, image, List.of(density, elbo)));
    meters.alarmed(new Explanation(image, image, List.of(density)));
    meters.alarmed(new Explanation(image, image, List.of()));

    assertThat(samples().by("surprisal_alarms_total", "term"))
        .isEqualTo(
            Map.of(
                "density",
                2.0,
                "score",
                1.0,
                "elbo",
                0.0,
                "likelihood-ratio",
                0.0,
                "discriminator",
                0.0,
                "local",
                0.0,
                "nearest",
                0.0,
                "sharpness",
                0.0));
  }

  @Test
  void distanceIsThatOfThePValuesFromTheDiagonal() {
    for (int i = 1; i <= 1_000; i++) {
      judge(0, 0, 0, i / 2_000.0, false);
    }

    // All in the lower half: F(1/2) = 1.
    assertThat(samples().value("surprisal_p_value_distance")).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void countsAreToldInWords() {
    judge(1, 0, 0, 0.5, false);
    meters.rejected(RejectionReason.EMPTY);

    assertThat(meters.counts()).isEqualTo("1 normal, 0 anomalous, 1 rejected");
  }

  private void judge(double score, double reconstruction, double kl, double p, boolean anomalous) {
    Scores scores = new Scores(reconstruction, kl, 0, 0, 0, Optional.empty());
    meters.judged(new Verdict(scores, score, p, 0.01, anomalous), "d".repeat(64));
  }

  private void expectEndToEnd(double... seconds) {
    expectHistogram(
        "surprisal_end_to_end_seconds",
        "0.005 0.01 0.025 0.05 0.1 0.15 0.2 0.3 0.5 1.0 2.0 5.0 10.0 30.0 60.0 120.0 300.0 600.0"
            + " +Inf",
        seconds);
  }

  private void expectHistogram(String name, String bounds, double... fed) {
    Samples samples = samples();
    Map<String, Double> buckets = samples.by(name + "_bucket", "le");

    assertThat(List.copyOf(buckets.keySet())).isEqualTo(List.of(bounds.split(" ")));
    buckets.forEach(
        (bound, count) ->
            assertThat(count)
                .as("%s of at most %s", name, bound)
                .isEqualTo(
                    (double) Arrays.stream(fed).filter(x -> x <= Samples.number(bound)).count()));
    assertThat(samples.value(name + "_count")).isEqualTo(fed.length);
    assertThat(samples.value(name + "_sum")).isEqualTo(Arrays.stream(fed).sum(), within(1e-6));
  }

  private Samples samples() {
    return new Samples(Scrape.of(registry.getPrometheusRegistry(), "").text());
  }

  private ScoringMeters meters() {
    LoadedBundle bundle = InkModel.bundle();
    Decision decision = bundle.bundle().decision(Score.ELBO, 0.01);
    return new ScoringMeters(registry, bundle, decision, new TestClock(() -> now));
  }
}
