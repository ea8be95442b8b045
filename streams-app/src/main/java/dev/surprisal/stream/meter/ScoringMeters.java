package dev.surprisal.stream.meter;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What the scorer reports of the images and of its work. Safe for use by several threads. */
public final class ScoringMeters {
  private static final double[] NATS = {
    1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 500, 1000, 2000,
    5000, 10_000
  };
  private static final double[] P_VALUES = {
    .0001, .0002, .0005, .001, .002, .005, .01, .02, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1
  };
  private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  private static final double[] SCORING_MILLIS = {
    .1, .25, .5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000
  };

  /** To minutes: a p99 flat at the last bucket looks healthy while a backlog is worked off. */
  private static final double[] END_TO_END_MILLIS = {
    5, 10, 25, 50, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000,
    300_000, 600_000
  };

  private final Clock clock;
  private final Counter normal;
  private final Counter anomalous;
  private final Counter rejected;
  private final Map<RejectionReason, Counter> reasons = new EnumMap<>(RejectionReason.class);
  private final Histogram score;
  private final DistributionSummary reconstruction;
  private final DistributionSummary kl;
  private final DistributionSummary pValue;
  private final Timer scoring;
  private final DistributionSummary batch;
  private final Timer endToEnd;
  private final Drift drift;

  public ScoringMeters(
      PrometheusMeterRegistry registry, LoadedBundle bundle, Decision decision, Clock clock) {
    this.clock = clock;
    Reference reference = new Reference(decision.calibration());
    this.drift = new Drift(reference);
    this.normal = images(registry, "normal");
    this.anomalous = images(registry, "anomalous");
    this.rejected = images(registry, "rejected");
    for (RejectionReason reason : RejectionReason.values()) {
      reasons.put(
          reason,
          Counter.builder("surprisal.rejected")
              .description("Records that are no image, by reason")
              .tag("reason", reason.wireName())
              .register(registry));
    }
    // The client's own: a score may be negative, and Micrometer's summaries drop what is.
    this.score =
        Histogram.builder()
            .name("surprisal_score")
            .help("Score that decides, higher = stranger; bounds at the clean scores' quantiles")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(reference.bounds())
            .register(registry.getPrometheusRegistry());
    this.reconstruction =
        summary("surprisal.reconstruction", "-log p(x|z)", NATS)
            .baseUnit("nats")
            .register(registry);
    this.kl =
        summary("surprisal.kl", "KL(q(z|x) || p(z))", NATS).baseUnit("nats").register(registry);
    this.pValue =
        summary("surprisal.p.value", "Share of clean images at least as strange", P_VALUES)
            .register(registry);
    this.batch =
        summary("surprisal.batch", "Images scored as one batch", BATCHES)
            .baseUnit("images")
            .register(registry);
    this.scoring =
        timer("surprisal.scoring", "Decoding and scoring one batch", SCORING_MILLIS)
            .register(registry);
    this.endToEnd =
        timer(
                "surprisal.end.to.end",
                "From the record's timestamp to its verdict",
                END_TO_END_MILLIS)
            .register(registry);
    Gauge.builder("surprisal.model.info", () -> 1)
        .description("The model in force; always 1")
        .tag("model", bundle.bundle().name())
        .tag("preset", bundle.bundle().preset())
        .tag("digest", bundle.digest())
        .register(registry);
    Gauge.builder("surprisal.false.alarm.rate.target", decision::falseAlarmRate)
        .description("Share of clean images that may be called anomalous")
        .register(registry);
    Gauge.builder("surprisal.calibration", decision.calibration(), Calibration::size)
        .description("Clean images whose scores a score is compared with")
        .baseUnit("images")
        .register(registry);
    Gauge.builder("surprisal.drift.psi", drift, Drift::index)
        .description("Population stability index of the last scores against the clean ones")
        .register(registry);
    for (double bound : reference.bounds()) {
      cdf(registry, String.valueOf(bound), reference.cumulative(bound));
    }
    cdf(registry, "+Inf", 1);
  }

  /** A batch that was scored. */
  public void batch(int images, long nanos) {
    if (images > 0) {
      batch.record(images);
      scoring.record(Duration.ofNanos(nanos));
    }
  }

  /** An image that got its verdict. */
  public void judged(Verdict verdict) {
    (verdict.anomalous() ? anomalous : normal).increment();
    score.observe(verdict.score());
    reconstruction.record(verdict.scores().reconstructionNats());
    kl.record(verdict.scores().klNats());
    pValue.record(verdict.pValue());
    drift.add(verdict.score());
  }

  /** A record that is no image. */
  public void rejected(RejectionReason reason) {
    rejected.increment();
    reasons.get(reason).increment();
  }

  /**
   * A record that is done.
   *
   * @param timestamp the record's, in milliseconds since 1970
   */
  public void endToEnd(long timestamp) {
    endToEnd.record(Duration.ofMillis(Math.max(0, clock.millis() - timestamp)));
  }

  private static Counter images(PrometheusMeterRegistry registry, String outcome) {
    return Counter.builder("surprisal.images")
        .description("Records seen, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static void cdf(PrometheusMeterRegistry registry, String bound, double share) {
    Gauge.builder("surprisal.reference.score.cdf", () -> share)
        .description("Share of the clean scores up to a bound, the score histogram's own")
        .tag("le", bound)
        .register(registry);
  }

  private static DistributionSummary.Builder summary(String name, String help, double[] bounds) {
    return DistributionSummary.builder(name).description(help).serviceLevelObjectives(bounds);
  }

  private static Timer.Builder timer(String name, String help, double[] millis) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(
            Arrays.stream(millis)
                .mapToObj(value -> Duration.ofNanos((long) (value * 1e6)))
                .toArray(Duration[]::new));
  }
}
