package dev.surprisal.stream.scorer;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.http.HttpEndpoints;
import dev.surprisal.stream.intake.BoundedClients;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.AlarmLevels;
import dev.surprisal.stream.meter.Backlog;
import dev.surprisal.stream.meter.PlatformMeters;
import dev.surprisal.stream.meter.Progress;
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
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running scorer: model, HTTP side, Kafka Streams. */
public final class StreamScorer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamScorer.class);

  /** Less than the 20 s within which a SIGTERM is answered. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  /** A broker that has not answered for so long is away. */
  private static final double BROKERS_AWAY_SECONDS = 10;

  private final StreamSettings settings;
  private final Scoring scoring;
  private final PlatformMeters platform;
  private final Health health = new Health();
  private final Optional<SourceBoard> board;
  private final Optional<ScorerPage> page;
  private final HttpEndpoints http;
  private final OutputLimit limit;
  private final ThreadFailures failures;
  private final GroupModels models;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private KafkaStreams streams;
  private volatile HealthChecks checks;
  private volatile Backlog backlog;
  private boolean closed;

  private StreamScorer(StreamSettings settings) {
    this.settings = settings;
    this.limit = OutputLimit.of(settings.connection(), settings.threads());
    this.failures = new ThreadFailures(Clock.systemUTC(), this::coverPartitions, limit::lower);
    LoadedBundle loaded = BundleFolder.read(settings.model(), settings.trust());
    Bundle bundle = loaded.bundle();
    Score score = settings.score().orElse(bundle.defaultScore());
    // Before the decision, which would speak of a false-alarm rate.
    Optional.ofNullable(bundle.calibrations().get(score)).ifPresent(settings.control()::fdr);
    Decision decision = bundle.decision(score, settings.control().rate());
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // With fdr the rate is a share of the alarms: nothing that clean images could be held to.
    boolean fdr = settings.control().kind() == AlarmControl.Kind.FDR;
    registry
        .config()
        .meterFilter(
            MeterFilter.denyNameStartsWith(fdr ? ScoringMeters.RATE_TARGET : AlarmLevels.LEVEL));
    this.models =
        new GroupModels(
            settings.group(),
            settings.connection().formsOf(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG).values().stream()
                .findAny(),
            loaded.digest());
    this.platform = new PlatformMeters(registry);
    ScoringMeters meters = new ScoringMeters(registry, loaded, decision, Clock.systemUTC());
    this.board =
        settings.page().flatMap(wanted -> settings.alerts().map(alerts -> new SourceBoard()));
    this.page =
        settings
            .page()
            .map(wanted -> ScorerPage.open(wanted, pageSubject(loaded, decision, meters)));
    this.scoring =
        new Scoring(
            loaded,
            decision,
            settings.control().fdr(decision.calibration()),
            settings.resize(),
            new SourceName(settings.sourceHeader()),
            settings.alerts().map(wanted -> alerting(wanted, loaded, decision, registry)),
            settings.events(),
            settings.replay().map(Replay::new),
            settings.topics(),
            limit,
            meters,
            page.map(ScorerPage::findings),
            new Continuity(settings.topics().images(), resetsToOldest(settings), meters::missed));
    this.http =
        HttpEndpoints.start(
            settings.httpHost(), settings.httpPort(), registry.getPrometheusRegistry(), health);
    log.atInfo()
        .addKeyValue("model", bundle.name())
        .addKeyValue("digest", loaded.digest())
        .addKeyValue("score", decision.score().wireName())
        .addKeyValue("control", settings.control().kind())
        .addKeyValue("rate", settings.control().rate())
        .addKeyValue("kafka", settings.connection().printable())
        .log("model loaded");
  }

  /**
   * Loads the model and listens on the HTTP port.
   *
   * @throws dev.surprisal.BadInputException if the bundle cannot be used or the port not be had
   */
  public static StreamScorer open(StreamSettings settings) {
    return new StreamScorer(settings);
  }

  private Alerting alerting(
      AlertSettings wanted, LoadedBundle loaded, Decision decision, MeterRegistry registry) {
    AlertRules rules = AlertRules.of(AlarmPromise.of(decision), wanted);
    log.info(
        "an alert opens when {} of the last 100 images of a source are anomalous",
        rules.threshold());
    return new Alerting(
        wanted,
        rules,
        loaded,
        settings.topics().images(),
        decision.falseAlarmRate(),
        limit,
        settings.events(),
        new SourceMeters(registry, Stream.of(AlertKind.values()).map(AlertKind::wireName).toList()),
        board,
        () -> checks == null || checks.secondsSinceAnswer() < BROKERS_AWAY_SECONDS);
  }

  private PageSubject pageSubject(LoadedBundle loaded, Decision decision, ScoringMeters meters) {
    return new PageSubject(
        loaded.bundle().name(),
        loaded.digest(),
        decision,
        settings.control().kind() == AlarmControl.Kind.RATE
            ? Optional.of(AlarmPromise.of(decision))
            : Optional.empty(),
        meters,
        health,
        () -> backlog == null ? 0 : backlog.images(),
        board);
  }

  /** {@code http://host:port}. */
  public String address() {
    return http.address();
  }

  /** The live page, if there is one. */
  public Optional<ScorerPage> page() {
    return page;
  }

  /** What the rate of false alarms in force promises. */
  public AlarmPromise promise() {
    return AlarmPromise.of(scoring.decision());
  }

  /**
   * Waits for Kafka, sees to the topics and starts to score.
   *
   * @throws dev.surprisal.BadInputException if that is not possible
   */
  public void start() throws InterruptedException {
    StartChecks.run(settings, limit, models, health::waiting);
    if (scoring.replay().isPresent()) {
      StartChecks.begin(settings, scoring.replay().get());
    }
    coverPartitions();
    synchronized (this) {
      if (closed) {
        return;
      }
      streams =
          Causes.starting(
              () ->
                  new KafkaStreams(
                      new ScoringTopology(scoring).get(),
                      StreamProperties.of(settings, scoring),
                      new BoundedClients()));
      streams.setUncaughtExceptionHandler(failures);
      streams.setStateListener((now, before) -> changed(now));
      Progress progress = scoring.meters().progress();
      backlog = Backlog.of(streams, settings.topics().images(), progress);
      GroupWatch group =
          new GroupWatch(
              models, settings.strictModel(), () -> running.getCount() == 0, this::refuse);
      checks = new HealthChecks(settings, scoring, backlog, health, group, this::replayed);
      platform.bind(streams, backlog, checks::secondsSinceAnswer, models::count);
      streams.start();
      checks.start();
    }
  }

  private static boolean resetsToOldest(StreamSettings settings) {
    return settings
        .connection()
        .ofMainConsumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)
        .map("earliest"::equalsIgnoreCase)
        .orElse(true);
  }

  /** Before a thread starts, which dies where the state has fewer partitions than the images. */
  private void coverPartitions() {
    if (settings.changelog().isEmpty()) {
      return;
    }
    try (Admin admin = settings.connection().admin(StartChecks.PATIENCE)) {
      HealthChecks.changelog(admin, settings).orElseThrow().cover();
    } catch (ExecutionException e) {
      log.warn("the state's partitions could not be looked at: {}", Causes.inOneLine(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed(KafkaStreams.State state) {
    String name = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    switch (state) {
      case RUNNING -> {
        health.ready("scoring " + settings.topics().images());
        running.countDown();
      }
      case ERROR -> {
        health.failed(failures.reason().orElse("Kafka Streams stopped"));
        ended.countDown();
      }
      case NOT_RUNNING -> ended.countDown();
      case CREATED, REBALANCING, PENDING_ERROR, PENDING_SHUTDOWN ->
          health.waiting("Kafka Streams is " + name);
    }
  }

  private void replayed() {
    Replay.Span span = settings.replay().orElseThrow();
    log.info("all from {} to {} is scored again", span.from(), span.to());
    ended.countDown();
  }

  private void refuse(String reason) {
    failures.refused(GroupModels.refused(reason));
    health.failed(reason);
    ended.countDown();
  }

  /** Blocks until it scores, for at most {@code patience}; says whether it does. */
  public boolean awaitRunning(Duration patience) throws InterruptedException {
    return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many of the images' partitions this instance has at the moment. */
  synchronized int partitions() {
    return streams == null
        ? 0
        : streams.metadataForLocalThreads().stream()
            .mapToInt(thread -> thread.activeTasks().size())
            .sum();
  }

  /**
   * Blocks until {@link #close} was called, or until all is scored that was to be scored again.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  public void awaitEnd() throws InterruptedException {
    ended.await();
    expectNoFailure();
  }

  /**
   * For those who cannot block.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  public void expectNoFailure() {
    failures
        .reason()
        .ifPresent(
            reason -> {
              throw new StreamFailedException(reason);
            });
  }

  /**
   * Finishes the records at hand, commits, leaves the group; a static member stays in it, as it
   * asked for.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (checks != null) {
      checks.close();
    }
    if (streams != null) {
      boolean staticMember =
          !settings.connection().formsOf(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG).isEmpty();
      boolean finished =
          streams.close(
              CloseOptions.groupMembershipOperation(staticMember ? REMAIN_IN_GROUP : LEAVE_GROUP)
                  .withTimeout(CLOSE_TIMEOUT));
      if (!finished) {
        log.warn(
            "did not finish within {} s; the rest is done again later", CLOSE_TIMEOUT.toSeconds());
      }
    }
    log.info("stopped; {}", scoring.meters().counts());
    ended.countDown();
    page.ifPresent(ScorerPage::close);
    platform.close();
    http.close();
  }
}
