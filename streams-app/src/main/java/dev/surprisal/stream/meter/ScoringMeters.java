package dev.surprisal.stream.meter;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Explanation;
import dev.surprisal.score.Term;
import dev.surprisal.score.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The meters of images, verdicts and scoring. Safe for use by several threads. */
public final class ScoringMeters {
  /** The share of clean images that may alarm, as Micrometer names it. */
  public static final String RATE_TARGET = "surprisal.false.alarm.rate.target";

  private static final String SINGLE_FIGURE = "score";

  private final PrometheusMeterRegistry registry;
  private final Clock clock;
  private final Counter normal;
  private final Counter anomalous;
  private final Counter rejected;
  private final Counter missed;
  private final Map<RejectionReason, Counter> reasons = new EnumMap<>(RejectionReason.class);
  private final Histogram reconstruction;
  private final Histogram kl;
  private final Histogram pValue;
  private final Histogram scoring;
  private final Histogram batch;
  private final Histogram endToEnd;
  private final Map<String, Counter> alarms = new HashMap<>();
  private final Progress progress = new Progress();
  private final AlarmLevels levels;
  private final ShadowMeters shadow;
  private volatile ModelMeters model;
  private volatile long lastVerdict;

  public ScoringMeters(
      PrometheusMeterRegistry registry, LoadedBundle bundle, Decision decision, Clock clock) {
    this.clock = clock;
    this.lastVerdict = clock.millis();
    this.registry = registry;
    this.model = new ModelMeters(registry, new JudgingModel(bundle, decision), clock);
    this.normal = images(registry, "normal");
    this.anomalous = images(registry, "anomalous");
    this.rejected = images(registry, "rejected");
    this.missed =
        Counter.builder("surprisal.images.missed")
            .description("Offsets of images that were gone before they were judged")
            .register(registry);
    for (RejectionReason reason : RejectionReason.values()) {
      reasons.put(
          reason,
          Counter.builder("surprisal.rejected")
              .description("Records that are no image, by reason")
              .tag("reason", reason.wireName())
              .register(registry));
    }
    PrometheusRegistry client = registry.getPrometheusRegistry();
    this.reconstruction =
        histogram(client, "surprisal_reconstruction_nats", "-log p(x|z)", Buckets.NATS);
    this.kl = histogram(client, "surprisal_kl_nats", "KL(q(z|x) || p(z))", Buckets.NATS);
    this.pValue =
        histogram(
            client,
            "surprisal_p_value",
            "Share of clean images at least as strange",
            Buckets.P_VALUES);
    this.batch =
        histogram(
            client, "surprisal_batch_images", "Images scored as one batch", Buckets.BATCH_IMAGES);
    this.scoring =
        histogram(
            client,
            "surprisal_scoring_seconds",
            "Decoding and scoring one batch",
            Buckets.SCORING_SECONDS);
    this.endToEnd =
        builder(
                "surprisal_end_to_end_seconds",
                "From the record's timestamp to its verdict",
                Buckets.END_TO_END_SECONDS)
            .withExemplars()
            .register(client);
    this.levels = new AlarmLevels(registry);
    this.shadow = new ShadowMeters(registry);
    Gauge.builder(RATE_TARGET, decision::falseAlarmRate)
        .description("Share of clean images that may be called anomalous")
        .register(registry);
    Gauge.builder("surprisal.verdict.age", () -> (clock.millis() - lastVerdict) / 1e3)
        .description("Time since the last record was done, or since the start")
        .baseUnit("seconds")
        .register(registry);
    alarms.put(SINGLE_FIGURE, alarm(registry, SINGLE_FIGURE));
    for (Term term : Term.values()) {
      alarms.put(term.wireName(), alarm(registry, term.wireName()));
    }
  }

  /** Counts a batch that was scored, and how long decoding and scoring took. */
  public void batch(int images, long nanos) {
    if (images > 0) {
      batch.observe(images);
      scoring.observe(nanos / 1e9);
    }
  }

  /** Compares from now on with another model's clean images; the counters go on. */
  public synchronized void compareWith(JudgingModel other) {
    if (!model.digest().equals(other.digest())) {
      model.remove();
      model = new ModelMeters(registry, other, clock);
    }
  }

  /**
   * Counts a verdict and adds its figures to the histograms; of that of scores only if the model is
   * the one that they are compared with.
   *
   * @param digest the model's that judged
   */
  public void judged(Verdict verdict, String digest) {
    (verdict.anomalous() ? anomalous : normal).increment();
    reconstruction.observe(verdict.scores().reconstructionNats());
    kl.observe(verdict.scores().klNats());
    pValue.observe(verdict.pValue());
    ModelMeters compared = model;
    if (compared.digest().equals(digest)) {
      compared.judged(verdict);
    }
  }

  /** Counts an alarm under the term that contributed most to it. */
  public void alarmed(Explanation explanation) {
    String term =
        explanation.reasons().isEmpty()
            ? SINGLE_FIGURE
            : explanation.reasons().get(0).term().wireName();
    alarms.get(term).increment();
  }

  /** Counts a record that was rejected. */
  public void rejected(RejectionReason reason) {
    rejected.increment();
    reasons.get(reason).increment();
  }

  /** Records rejected so far, by reason; reasons that did not occur are left out. */
  public Map<RejectionReason, Long> rejections() {
    Map<RejectionReason, Long> counts = new EnumMap<>(RejectionReason.class);
    reasons.forEach(
        (reason, counter) -> {
          if (counter.count() > 0) {
            counts.put(reason, (long) counter.count());
          }
        });
    return counts;
  }

  /** Counts offsets that were gone before they were judged. */
  public void missed(long offsets) {
    missed.increment((double) offsets);
  }

  /**
   * Notes a record that has its verdict or was rejected, and how long that took from its timestamp.
   * A timestamp in the future counts as no time, and a record without one is not counted.
   *
   * @param timestamp the record's, in milliseconds since 1970; negative if it has none
   * @param trace the record's, an example of its time where the scrape has room for one
   */
  public void done(int partition, long offset, long timestamp, Optional<TraceContext> trace) {
    lastVerdict = clock.millis();
    progress.done(partition, offset, timestamp);
    if (timestamp < 0) {
      return;
    }
    double seconds = Math.max(0, lastVerdict - timestamp) / 1e3;
    if (trace.isPresent()) {
      endToEnd.observeWithExemplar(seconds, trace.get().labels());
    } else {
      endToEnd.observe(seconds);
    }
  }

  /** The figures of this moment. */
  public Figures figures() {
    ModelMeters compared = model;
    return new Figures(
        (long) normal.count(),
        (long) anomalous.count(),
        (long) rejected.count(),
        (long) missed.count(),
        compared.model(),
        compared.drift(),
        compared.scores(),
        compared.cleanShares(),
        Distribution.of(endToEnd));
  }

  /** How far the records have come. */
  public Progress progress() {
    return progress;
  }

  /** The levels of false-discovery control. */
  public AlarmLevels levels() {
    return levels;
  }

  /** Those of candidates. */
  public ShadowMeters shadow() {
    return shadow;
  }

  /** What became of the records so far, for a person. */
  public String counts() {
    return "%.0f normal, %.0f anomalous, %.0f rejected"
        .formatted(normal.count(), anomalous.count(), rejected.count());
  }

  private static Counter alarm(PrometheusMeterRegistry registry, String term) {
    return Counter.builder("surprisal.alarms")
        .description("Alarms by the term that drove them most; score where it is a single figure")
        .tag("term", term)
        .register(registry);
  }

  private static Counter images(PrometheusMeterRegistry registry, String outcome) {
    return Counter.builder("surprisal.images")
        .description("Records seen, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** The client's own: Micrometer's summaries round to whole numbers and drop what is negative. */
  static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds) {
    return builder(name, help, bounds).withoutExemplars().register(registry);
  }

  private static Histogram.Builder builder(String name, String help, double[] bounds) {
    return Histogram.builder().name(name).help(help).classicOnly().classicUpperBounds(bounds);
  }
}
