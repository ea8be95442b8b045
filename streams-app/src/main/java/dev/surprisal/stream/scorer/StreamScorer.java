package dev.surprisal.stream.scorer;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.intake.BoundedClients;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.label.LabelFollower;
import dev.surprisal.stream.meter.Backlog;
import dev.surprisal.stream.meter.Progress;
import dev.surprisal.stream.page.ScorerPage;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running scorer: its parts, and Kafka Streams, which drives them. */
public final class StreamScorer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamScorer.class);

  /** Less than the 20 s within which a SIGTERM is answered. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final StreamSettings settings;
  private final OutputLimit limit;
  private final ThreadFailures failures;
  private final Lifecycle life;
  private final ScorerParts parts;
  private final Optional<String> staticMember;
  private final GroupModels models;
  private KafkaStreams streams;
  private volatile HealthChecks checks;
  private volatile Backlog backlog;
  private boolean closed;

  private StreamScorer(StreamSettings settings) {
    this.settings = settings;
    this.limit = OutputLimit.of(settings.connection(), settings.threads());
    this.failures = new ThreadFailures(Clock.systemUTC(), this::coverPartitions, limit::lower);
    this.life = new Lifecycle(settings.topics().images(), failures);
    this.parts =
        new ScorerParts(
            settings, limit, life.health(), this::waiting, this::brokersAnswer, life::failed);
    this.staticMember =
        settings.connection().formsOf(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG).values().stream()
            .findAny();
    this.models = new GroupModels(settings.group(), staticMember, parts.scoring().judges().mark());
  }

  /**
   * Loads the model and listens on the HTTP port.
   *
   * @throws dev.surprisal.BadInputException if the bundle cannot be used or the port not be had
   */
  public static StreamScorer open(StreamSettings settings) {
    return new StreamScorer(settings);
  }

  private long waiting() {
    return backlog == null ? 0 : backlog.images();
  }

  private boolean brokersAnswer() {
    return checks == null || checks.brokersAnswer();
  }

  /** {@code http://host:port}. */
  public String address() {
    return parts.address();
  }

  /** The live page, if there is one. */
  public Optional<ScorerPage> page() {
    return parts.page();
  }

  /** What the rate of false alarms in force promises. */
  public AlarmPromise promise() {
    return AlarmPromise.of(parts.scoring().judges().latest().decision());
  }

  /**
   * Waits for Kafka, sees to the topics and starts to score.
   *
   * @throws dev.surprisal.BadInputException if that is not possible
   */
  public void start() throws InterruptedException {
    Scoring scoring = parts.scoring();
    StartChecks.run(settings, limit, models, life.health()::waiting);
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
      ModelPause pause =
          new ModelPause(
              streams::pause,
              streams::resume,
              life.health(),
              settings.modelTimeout(),
              life::failed);
      parts.live().ifPresent(live -> live.models().bind(pause));
      streams.setStateListener((now, before) -> life.changed(now));
      Progress progress = scoring.meters().progress();
      backlog = Backlog.of(streams, settings.topics().images(), progress);
      GroupWatch group = new GroupWatch(models, settings.strictModel(), life::hasRun, life::refuse);
      checks = new HealthChecks(settings, scoring, backlog, life.health(), group, this::replayed);
      parts
          .platform()
          .bind(
              streams,
              backlog,
              checks::secondsSinceAnswer,
              checks::stalledPartitions,
              models::count);
      streams.start();
      checks.start();
      parts.labels().ifPresent(LabelFollower::start);
    }
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

  private void replayed() {
    life.replayed(settings.replay().orElseThrow());
  }

  /** Blocks until it scores, for at most {@code patience}; says whether it does. */
  public boolean awaitRunning(Duration patience) throws InterruptedException {
    return life.awaitRunning(patience);
  }

  /** How many of the images' partitions this instance has at the moment. */
  int partitions() {
    return backlog == null ? 0 : backlog.assigned().size();
  }

  /**
   * Blocks until {@link #close} was called, or until all is scored that was to be scored again.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  public void awaitEnd() throws InterruptedException {
    life.awaitEnd();
  }

  /**
   * For those who cannot block.
   *
   * @throws StreamFailedException if the application stopped by itself
   */
  public void expectNoFailure() {
    life.expectNoFailure();
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
      boolean finished =
          streams.close(
              CloseOptions.groupMembershipOperation(
                      staticMember.isPresent() ? REMAIN_IN_GROUP : LEAVE_GROUP)
                  .withTimeout(CLOSE_TIMEOUT));
      if (!finished) {
        log.warn(
            "did not finish within {} s; the rest is done again later", CLOSE_TIMEOUT.toSeconds());
      }
    }
    log.info("stopped; {}", parts.scoring().meters().counts());
    life.closed();
    parts.close();
  }
}
