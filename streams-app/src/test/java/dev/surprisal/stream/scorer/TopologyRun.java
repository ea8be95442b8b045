package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.meter.Scrape;
import dev.surprisal.stream.meter.SourceMeters;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.source.Alerting;
import dev.surprisal.stream.testing.InkModel;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology without a broker. */
final class TopologyRun implements AutoCloseable {
  /** What the clock shows while it runs. */
  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> images;
  private final TestOutputTopic<byte[], byte[]> scores;
  private final TestOutputTopic<byte[], byte[]> anomalies;
  private final TestOutputTopic<byte[], byte[]> rejected;
  private final TestOutputTopic<byte[], byte[]> alerts;
  private final TestOutputTopic<byte[], byte[]> shadow;
  private final PrometheusMeterRegistry registry;
  private final AtomicBoolean brokersAnswer;

  TopologyRun(LoadedBundle bundle) {
    this(scoring(bundle));
  }

  /** Whose scrape has the meters of images. */
  static TopologyRun measured(LoadedBundle bundle, AlarmControl control) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Scoring scoring = scoring(bundle, control, new OutputLimit(Topics.LARGEST_OUTPUT), registry);
    return new TopologyRun(scoring, registry, new AtomicBoolean(true));
  }

  TopologyRun(Scoring scoring) {
    this(scoring, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), new AtomicBoolean(true));
  }

  private TopologyRun(
      Scoring scoring, PrometheusMeterRegistry registry, AtomicBoolean brokersAnswer) {
    this.registry = registry;
    this.brokersAnswer = brokersAnswer;
    Topics topics = scoring.topics();
    driver = new TopologyTestDriver(new ScoringTopology(scoring).get(), new Properties(), NOW);
    images =
        driver.createInputTopic(
            topics.images(), new ByteArraySerializer(), new ByteArraySerializer());
    scores = output(topics.scores());
    anomalies = output(topics.anomalies());
    rejected = output(topics.rejected());
    alerts = output(scoring.alerting().map(wanted -> wanted.settings().topic()).orElse("none"));
    shadow = output(topics.shadow().orElse("none"));
  }

  /** With alerts, by the model whose scores can be computed by hand. */
  static TopologyRun withAlerts(AlertSettings settings, SourceName name, OutputLimit limit) {
    return withAlerts(settings, name, limit, Optional.empty());
  }

  /** The same, with outputs that are CloudEvents where asked for. */
  static TopologyRun withAlerts(
      AlertSettings settings, SourceName name, OutputLimit limit, Optional<CloudEvents> events) {
    Judge judge =
        Judge.of(
            InkModel.bundle(), Optional.empty(), AlarmControl.rate(0.01), Optional.of(settings));
    return withAlerts(Judges.always(judge), settings, name, limit, events);
  }

  /** The same by models that change. */
  static TopologyRun withAlerts(
      Judges judges,
      AlertSettings settings,
      SourceName name,
      OutputLimit limit,
      Optional<CloudEvents> events) {
    Judge judge = judges.first();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Scoring plain = scoring(judge.bundle(), AlarmControl.rate(0.01), limit, registry);
    AtomicBoolean brokersAnswer = new AtomicBoolean(true);
    Alerting alerting =
        new Alerting(
            settings,
            judge.rules().orElseThrow(),
            judge.bundle(),
            Topics.DEFAULT.images(),
            judge.decision().falseAlarmRate(),
            limit,
            events,
            new SourceMeters(
                registry, Stream.of(AlertKind.values()).map(AlertKind::wireName).toList()),
            Optional.empty(),
            brokersAnswer::get);
    Scoring scoring =
        new Scoring(
            judges,
            false,
            name,
            Optional.of(alerting),
            events,
            Optional.empty(),
            Topics.DEFAULT,
            limit,
            plain.meters(),
            Optional.empty(),
            plain.continuity());
    return new TopologyRun(scoring, registry, brokersAnswer);
  }

  /** By models that change, with the meters of the first. */
  static Scoring scoring(Judges judges) {
    return scoring(judges, scoring(judges.first().bundle()).meters());
  }

  static Scoring scoring(Judges judges, ScoringMeters meters) {
    Scoring plain = scoring(judges.first().bundle());
    return new Scoring(
        judges,
        plain.resize(),
        plain.sourceName(),
        plain.alerting(),
        plain.cloudEvents(),
        plain.replay(),
        plain.topics().withShadow(Optional.of("shadow")),
        plain.limit(),
        meters,
        plain.findings(),
        plain.continuity());
  }

  static Scoring scoring(LoadedBundle bundle) {
    return scoring(bundle, AlarmControl.rate(0.01));
  }

  static Scoring scoring(LoadedBundle bundle, AlarmControl control) {
    return scoring(bundle, control, new OutputLimit(Topics.LARGEST_OUTPUT));
  }

  static Scoring scoring(LoadedBundle bundle, AlarmControl control, OutputLimit limit) {
    return scoring(bundle, control, limit, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  private static Scoring scoring(
      LoadedBundle bundle,
      AlarmControl control,
      OutputLimit limit,
      PrometheusMeterRegistry registry) {
    Judge judge = Judge.of(bundle, Optional.of(Score.ELBO), control, Optional.empty());
    var meters = new ScoringMeters(registry, bundle, judge.decision(), Clock.systemUTC());
    return new Scoring(
        Judges.always(judge),
        false,
        SourceName.KEY,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Topics.DEFAULT,
        limit,
        meters,
        Optional.empty(),
        new Continuity(Topics.DEFAULT.images(), true, meters::missed));
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  TestInputTopic<byte[], byte[]> images() {
    return images;
  }

  TestOutputTopic<byte[], byte[]> scores() {
    return scores;
  }

  TestOutputTopic<byte[], byte[]> anomalies() {
    return anomalies;
  }

  TestOutputTopic<byte[], byte[]> rejected() {
    return rejected;
  }

  TestOutputTopic<byte[], byte[]> alerts() {
    return alerts;
  }

  TestOutputTopic<byte[], byte[]> shadow() {
    return shadow;
  }

  void brokersAnswer(boolean answer) {
    brokersAnswer.set(answer);
  }

  /** Lets time pass; punctuators run once for each second. */
  void advance(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
  }

  /** All meters, if it was made to show them. */
  String scrape() {
    return scrape("");
  }

  /**
   * @param accept the format, as in HTTP's header
   */
  String scrape(String accept) {
    return Scrape.of(registry.getPrometheusRegistry(), accept).text();
  }

  @Override
  public void close() {
    driver.close();
  }
}
