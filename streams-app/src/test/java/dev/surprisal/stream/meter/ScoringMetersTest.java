package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.testing.InkModel;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScoringMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScoringMeters meters = meters(registry);

  @Test
  void namesAreThoseThatDashboardsRelyOn() {
    record(120, false);
    meters.rejected(RejectionReason.EMPTY);
    meters.batch(3, 2_000_000);
    meters.endToEnd(0);

    Set<String> names =
        registry
            .scrape()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.substring("# TYPE ".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names)
        .contains(
            "surprisal_images_total counter",
            "surprisal_rejected_total counter",
            "surprisal_score histogram",
            "surprisal_reconstruction_nats histogram",
            "surprisal_kl_nats histogram",
            "surprisal_p_value histogram",
            "surprisal_scoring_seconds histogram",
            "surprisal_batch_images histogram",
            "surprisal_end_to_end_seconds histogram",
            "surprisal_model_info gauge",
            "surprisal_false_alarm_rate_target gauge",
            "surprisal_reference_score_cdf gauge",
            "surprisal_drift_psi gauge");
  }

  @Test
  void everyOutcomeAndReasonIsThereBeforeItHappens() {
    String scrape = registry.scrape();

    assertThat(scrape)
        .contains("surprisal_images_total{outcome=\"normal\"} 0.0")
        .contains("surprisal_images_total{outcome=\"anomalous\"} 0.0")
        .contains("surprisal_images_total{outcome=\"rejected\"} 0.0");
    for (RejectionReason reason : RejectionReason.values()) {
      assertThat(scrape)
          .contains("surprisal_rejected_total{reason=\"" + reason.wireName() + "\"} 0.0");
    }
  }

  @Test
  void negativeScoresAreCounted() {
    record(-5, false);
    record(150, true);

    assertThat(registry.scrape())
        .contains("surprisal_score_count 2")
        .contains("surprisal_images_total{outcome=\"anomalous\"} 1.0");
  }

  @Test
  void referenceHasTheScoreHistogramsBuckets() {
    record(120, false);

    assertThat(bounds("surprisal_reference_score_cdf{le="))
        .isEqualTo(bounds("surprisal_score_bucket{le="))
        .contains("+Inf");
  }

  /** The ink model was calibrated on the scores 101 to 199. */
  @Test
  void calibrationSaysHowManyCleanImagesItHas() {
    assertThat(registry.scrape()).contains("surprisal_calibration_images 99.0");
  }

  @Test
  void endToEndIsFromTheRecordsTimestampToNow() {
    meters.endToEnd(Instant.EPOCH.toEpochMilli() + 60_000 - 2_500);

    assertThat(registry.scrape()).contains("surprisal_end_to_end_seconds_sum 2.5");
  }

  private void record(double score, boolean anomalous) {
    Scores scores = new Scores(score, 0, 0, 0, 0, Optional.empty());
    meters.judged(new Verdict(scores, score, 0.5, 0.01, anomalous));
  }

  private Set<String> bounds(String prefix) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length() + 1, line.indexOf('"', prefix.length() + 1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ScoringMeters meters(PrometheusMeterRegistry registry) {
    LoadedBundle bundle = InkModel.bundle();
    Decision decision = bundle.bundle().decision(Score.ELBO, 0.01);
    Clock clock = Clock.fixed(Instant.ofEpochSecond(60), ZoneOffset.UTC);
    return new ScoringMeters(registry, bundle, decision, clock);
  }
}
