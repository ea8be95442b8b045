package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Decision;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.http.HttpEndpoints;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.label.LabelFollower;
import dev.surprisal.stream.label.LabelMeters;
import dev.surprisal.stream.label.LabelWriter;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.AlarmLevels;
import dev.surprisal.stream.meter.ModelTopicMeters;
import dev.surprisal.stream.meter.PlatformMeters;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.meter.SourceMeters;
import dev.surprisal.stream.page.PageSubject;
import dev.surprisal.stream.page.ScorerPage;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.source.AlertRules;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.source.Alerting;
import dev.surprisal.stream.source.SourceBoard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a scorer has whether Kafka is there or not: the model, meters, the page, the HTTP side. */
final class ScorerParts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScorerParts.class);

  private final StreamSettings settings;
  private final OutputLimit limit;
  private final Judges judges;
  private final Scoring scoring;
  private final PlatformMeters platform;
  private final Optional<LabelFollower> labels;
  private final Optional<ScorerPage> page;
  private final HttpEndpoints http;

  /** How what is open is closed, the last one first. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  /**
   * @param waiting images that wait for their verdict
   * @param brokersAnswer false while Kafka is away
   * @param fatal hears why this instance cannot go on, if ever
   * @throws dev.surprisal.BadInputException if the bundle cannot be used or a port not be had
   */
  ScorerParts(
      StreamSettings settings,
      OutputLimit limit,
      Health health,
      LongSupplier waiting,
      BooleanSupplier brokersAnswer,
      Consumer<String> fatal) {
    this.settings = settings;
    this.limit = limit;
    AlarmControl control = settings.control();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // Before the models of a topic, since probes ask what it is that they wait for.
    try {
      this.http =
          opened(
              HttpEndpoints.start(
                  settings.httpHost(),
                  settings.httpPort(),
                  registry.getPrometheusRegistry(),
                  health),
              HttpEndpoints::close);
      this.judges = judges(health, fatal);
      live().ifPresent(live -> opened(live, LiveJudges::close));
      Judge judge = judges.first();
      LoadedBundle loaded = judge.bundle();
      Decision decision = judge.decision();
      // With fdr the rate is a share of the alarms: nothing that clean images could be held to.
      Optional<AlarmPromise> promise = judge.promise();
      registry
          .config()
          .meterFilter(
              MeterFilter.denyNameStartsWith(
                  promise.isPresent() ? AlarmLevels.LEVEL : ScoringMeters.RATE_TARGET));
      this.platform = opened(new PlatformMeters(registry), PlatformMeters::close);
      live()
          .map(LiveJudges::models)
          .ifPresent(
              models ->
                  ModelTopicMeters.register(
                      registry,
                      models::isWaiting,
                      models::decision,
                      models::inMemory,
                      models::refused,
                      models::candidateRefused));
      ScoringMeters meters = new ScoringMeters(registry, loaded, decision, Clock.systemUTC());
      Optional<SourceBoard> board =
          settings.page().flatMap(wanted -> settings.alerts().map(alerts -> new SourceBoard()));
      Optional<LabelWriter> writer =
          settings
              .pageLabels()
              .map(
                  topic ->
                      opened(new LabelWriter(settings.connection(), topic), LabelWriter::close));
      this.page =
          settings
              .page()
              .map(
                  wanted ->
                      ScorerPage.open(
                          wanted,
                          new PageSubject(
                              promise.isPresent(),
                              meters,
                              health,
                              waiting,
                              wanted.labels(),
                              board,
                              live().map(live -> live.models()::standing)),
                          writer.map(labels -> labels::send)))
              .map(shown -> opened(shown, ScorerPage::close));
      this.labels =
          settings
              .labels()
              .map(
                  topic ->
                      new LabelFollower(
                          settings.connection(),
                          topic,
                          new LabelMeters(registry),
                          label -> page.ifPresent(shown -> shown.labelled(label)),
                          Clock.systemUTC()))
              .map(follower -> opened(follower, LabelFollower::close));
      this.scoring =
          new Scoring(
              judges,
              settings.resize(),
              new SourceName(settings.sourceHeader()),
              settings
                  .alerts()
                  .map(wanted -> alerting(wanted, judge, registry, board, brokersAnswer)),
              settings.events(),
              settings.replay().map(Replay::new),
              settings.topics(),
              limit,
              meters,
              page.map(ScorerPage::findings),
              new Continuity(settings.topics().images(), resetsToOldest(settings), meters::missed));
      log.atInfo()
          .addKeyValue("model", loaded.bundle().name())
          .addKeyValue("digest", loaded.digest())
          .addKeyValue("score", decision.score().wireName())
          .addKeyValue("control", control.kind())
          .addKeyValue("rate", control.rate())
          .addKeyValue("kafka", settings.connection().printable())
          .log("model loaded");
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Notes how a part is closed, be it that one after it cannot be had. */
  private <T> T opened(T part, Consumer<T> close) {
    open.push(() -> close.accept(part));
    return part;
  }

  private Judges judges(Health health, Consumer<String> fatal) {
    if (settings.modelTopic().isPresent()) {
      return LiveJudges.open(settings, settings.modelTopic().get(), health::waiting, fatal);
    }
    LoadedBundle loaded = BundleFolder.read(settings.model().orElseThrow(), settings.trust());
    return Judges.always(Judge.of(loaded, settings.score(), settings.control(), settings.alerts()));
  }

  /** The models of a topic, if they come from one. */
  Optional<LiveJudges> live() {
    return judges instanceof LiveJudges live ? Optional.of(live) : Optional.empty();
  }

  private Alerting alerting(
      AlertSettings wanted,
      Judge judge,
      MeterRegistry registry,
      Optional<SourceBoard> board,
      BooleanSupplier brokersAnswer) {
    AlertRules rules = judge.rules().orElseThrow();
    log.info("a source alerts when {}", rules.inWords());
    return new Alerting(
        wanted,
        rules,
        judge.bundle(),
        settings.topics().images(),
        judge.decision().falseAlarmRate(),
        limit,
        settings.events(),
        new SourceMeters(registry, Stream.of(AlertKind.values()).map(AlertKind::wireName).toList()),
        board,
        brokersAnswer);
  }

  private static boolean resetsToOldest(StreamSettings settings) {
    return settings
        .connection()
        .ofMainConsumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)
        .map("earliest"::equalsIgnoreCase)
        .orElse(true);
  }

  /** What the stream threads share. */
  Scoring scoring() {
    return scoring;
  }

  /** The meters of Kafka and the JVM. */
  PlatformMeters platform() {
    return platform;
  }

  /** Reads what people say of verdicts, if that is wanted. */
  Optional<LabelFollower> labels() {
    return labels;
  }

  /** The live page, if there is one. */
  Optional<ScorerPage> page() {
    return page;
  }

  /** Where meters and health are: {@code http://host:port}. */
  String address() {
    return http.address();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
