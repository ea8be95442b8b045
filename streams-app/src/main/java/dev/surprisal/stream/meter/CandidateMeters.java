package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one candidate. Safe for use by several threads. */
public final class CandidateMeters {
  private final MeterRegistry registry;
  private final JudgingModel candidate;
  private final Counter images;
  private final Counter alarms;
  private final Counter failed;
  private final Counter seconds;
  private final Map<Disagreement, Counter> disagreements = new EnumMap<>(Disagreement.class);
  private final List<Meter> meters = new ArrayList<>();

  CandidateMeters(MeterRegistry registry, JudgingModel candidate) {
    this.registry = registry;
    this.candidate = candidate;
    meters.add(
        Gauge.builder("surprisal.candidate.info", () -> 1)
            .description("The candidate, which scores images beside the model in force; always 1")
            .tag("model", candidate.bundle().bundle().name())
            .tag("preset", candidate.bundle().bundle().preset())
            .tag("digest", candidate.digest())
            .register(registry));
    this.images =
        counter(
            Counter.builder("surprisal.shadow.images")
                .description("Images that the candidate scored beside the model in force"));
    this.alarms =
        counter(
            Counter.builder("surprisal.shadow.alarms")
                .description("Images that the candidate would call anomalous"));
    this.failed =
        counter(
            Counter.builder("surprisal.shadow.failed.images")
                .description("Images for which the candidate's batch failed"));
    this.seconds =
        counter(
            Counter.builder("surprisal.shadow.scoring")
                .description("Time that stream threads spent on the candidate")
                .baseUnit("seconds"));
    for (Disagreement kind : Disagreement.values()) {
      disagreements.put(
          kind,
          counter(
              Counter.builder("surprisal.shadow.disagreements")
                  .description("Images on which the candidate and the model in force differ")
                  .tag("kind", kind.wireName())));
    }
  }

  private Counter counter(Counter.Builder builder) {
    Counter counter = builder.tag("digest", candidate.digest()).register(registry);
    meters.add(counter);
    return counter;
  }

  /** Counts an image that the candidate scored. */
  public void scored(boolean alarm) {
    images.increment();
    if (alarm) {
      alarms.increment();
    }
  }

  /** Counts an image on which the two differ. */
  public void disagreed(Disagreement kind) {
    disagreements.get(kind).increment();
  }

  /** Counts images that have no score since their batch failed. */
  public void failed(int number) {
    failed.increment(number);
  }

  /** Adds what a batch took. */
  public void took(long nanos) {
    seconds.increment(nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }

  CandidateFigures figures() {
    Map<Disagreement, Long> differ = new EnumMap<>(Disagreement.class);
    disagreements.forEach((kind, counter) -> differ.put(kind, (long) counter.count()));
    return new CandidateFigures(
        candidate,
        (long) images.count(),
        (long) alarms.count(),
        (long) failed.count(),
        seconds.count(),
        differ);
  }

  /** Takes the meters off the scrape. */
  void remove() {
    meters.forEach(registry::remove);
  }
}
