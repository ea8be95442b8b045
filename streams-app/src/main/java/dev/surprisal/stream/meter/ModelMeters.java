package dev.surprisal.stream.meter;

import dev.surprisal.score.Calibration;
import dev.surprisal.score.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The meters that compare what comes with one model's clean images. Safe for several threads. */
final class ModelMeters {
  private final PrometheusMeterRegistry registry;
  private final JudgingModel model;
  private final Reference reference;
  private final Drift drift;
  private final Uniformity uniformity = new Uniformity();
  private final Histogram score;
  private final List<Meter> gauges = new ArrayList<>();
  private final List<Double> cleanShares = new ArrayList<>();

  ModelMeters(PrometheusMeterRegistry registry, JudgingModel model, Clock clock) {
    this.registry = registry;
    this.model = model;
    this.reference = new Reference(model.decision().calibration());
    this.drift = new Drift(reference);
    this.score =
        ScoringMeters.histogram(
            registry.getPrometheusRegistry(),
            "surprisal_score",
            "Score that decides, higher = stranger; bounds at the clean scores' quantiles",
            reference.bounds());
    add(
        Gauge.builder("surprisal.model.info", () -> 1)
            .description("The model in force; always 1")
            .tag("model", model.bundle().bundle().name())
            .tag("preset", model.bundle().bundle().preset())
            .tag("digest", digest()));
    add(
        Gauge.builder("surprisal.calibration", model.decision().calibration(), Calibration::size)
            .description("Clean images whose scores a score is compared with")
            .baseUnit("images"));
    add(
        Gauge.builder("surprisal.p.value.distance", uniformity, Uniformity::distance)
            .description(
                "Kolmogorov-Smirnov distance of the last p-values from the uniform distribution"));
    String createdAt = model.bundle().bundle().provenance().createdAt();
    add(
        Gauge.builder("surprisal.calibration.age", () -> age(clock, createdAt))
            .description("Time since the model was made and calibrated")
            .baseUnit("seconds"));
    add(
        Gauge.builder("surprisal.drift.psi", drift, Drift::index)
            .description("Population stability index of the last scores against the clean ones"));
    double below = 0;
    for (double bound : reference.bounds()) {
      double upTo = reference.cumulative(bound);
      cdf(bound, upTo);
      cleanShares.add(upTo - below);
      below = upTo;
    }
    cdf(Double.POSITIVE_INFINITY, 1);
    cleanShares.add(1 - below);
  }

  private void cdf(double bound, double share) {
    add(
        Gauge.builder("surprisal.reference.score.cdf", () -> share)
            .description("Share of the clean scores up to le, one of the score histogram's bounds")
            .tag("le", Scrape.bound(bound)));
  }

  private void add(Gauge.Builder<?> gauge) {
    gauges.add(gauge.register(registry));
  }

  private static double age(Clock clock, String createdAt) {
    return (clock.millis() - Instant.parse(createdAt).toEpochMilli()) / 1e3;
  }

  /** The model's. */
  String digest() {
    return model.digest();
  }

  /** Takes in a verdict by this model. */
  void judged(Verdict verdict) {
    score.observe(verdict.score());
    drift.add(verdict.score());
    uniformity.add(verdict.pValue());
  }

  double drift() {
    return drift.index();
  }

  Distribution scores() {
    return Distribution.of(score);
  }

  /** Share of the clean images in each bucket of the scores. */
  List<Double> cleanShares() {
    return cleanShares;
  }

  JudgingModel model() {
    return model;
  }

  /** Takes the meters off the scrape. */
  void remove() {
    gauges.forEach(registry::remove);
    registry.getPrometheusRegistry().unregister(score);
  }
}
