package dev.surprisal.stream.scorer;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.http.Health.Obstacle;
import dev.surprisal.stream.kafka.ChangelogPartitions;
import dev.surprisal.stream.kafka.Group;
import dev.surprisal.stream.kafka.LostTopics;
import dev.surprisal.stream.kafka.OpenTransactions;
import dev.surprisal.stream.loss.ImagesTopic;
import dev.surprisal.stream.loss.ImagesTopicByAdmin;
import dev.surprisal.stream.loss.LossWatch;
import dev.surprisal.stream.meter.Backlog;
import dev.surprisal.stream.meter.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the {@link Watchdog} look at a running application, on a thread of its own. */
final class HealthChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Scoring scoring;
  private final Admin admin;
  private final Health health;
  private final LostTopics lost;
  private final Optional<ChangelogPartitions> changelog;
  private final Backlog backlog;
  private final Group members;
  private final GroupWatch group;
  private final Watchdog watchdog;
  private final OpenTransactions transactions;
  private final PartitionWatch partitions;
  private final LossWatch losses;
  private final RejectionLog rejections;
  private final Optional<Replay> replay;
  private final Runnable replayed;
  private final ScheduledExecutorService thread;
  private Set<Integer> assigned = Set.of();

  /**
   * @param replayed hears when all is done that had to be scored again
   */
  HealthChecks(
      StreamSettings settings,
      Scoring scoring,
      Backlog backlog,
      Health health,
      GroupWatch group,
      Runnable replayed) {
    this.scoring = scoring;
    this.replay = scoring.replay();
    this.replayed = replayed;
    this.members = settings.group();
    this.group = group;
    this.admin = settings.connection().admin(PATIENCE);
    this.health = health;
    this.lost =
        new LostTopics(
            admin,
            settings.connection(),
            settings.topics(),
            settings.partitions(),
            settings.createTopics());
    this.changelog = changelog(admin, settings);
    this.backlog = backlog;
    Progress progress = scoring.meters().progress();
    ImagesTopic images =
        new ImagesTopicByAdmin(admin, settings.topics().images(), settings.applicationId());
    scoring.continuity().ask(images);
    this.losses = new LossWatch(images, scoring.continuity(), progress::waiting, System::nanoTime);
    this.rejections = new RejectionLog(scoring.meters()::rejections, System::nanoTime);
    this.watchdog =
        new Watchdog(
            health, this::kafkaAnswers, backlog::images, progress::count, System::nanoTime);
    this.transactions =
        new OpenTransactions(
            admin,
            Stream.concat(Stream.of(settings.topics().images()), settings.changelog().stream())
                .toList());
    this.partitions = new PartitionWatch(progress::done, System::nanoTime);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            ThreadUtils.createThreadFactory("surprisal-health", true));
  }

  /** Starts to look. */
  void start() {
    long period = Watchdog.PERIOD.toMillis();
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** Seconds since a broker last answered. */
  double secondsSinceAnswer() {
    return watchdog.secondsSinceAnswer();
  }

  /** In how many partitions images wait and nothing moves. */
  int stalledPartitions() {
    return partitions.count();
  }

  /** False while the brokers are away. */
  boolean brokersAnswer() {
    return watchdog.brokersAnswer();
  }

  /** What the scorer keeps, if it keeps anything. */
  static Optional<ChangelogPartitions> changelog(Admin admin, StreamSettings settings) {
    return settings
        .changelog()
        .map(state -> new ChangelogPartitions(admin, settings.topics().images(), state));
  }

  private void look() {
    try {
      tellOfPartitions();
      compareWithLatestModel();
      rejections.look();
      if (watchdog.look()) {
        lookAtTopics();
        lookAtPartitions();
        group.look(() -> members.describe(admin), backlog.assigned());
        if (replay.isPresent() && replay.get().isDone(admin, members.name())) {
          replayed.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.debug("topics or group could not be looked at: {}", e.toString());
    } catch (RuntimeException e) {
      // The schedule would end with the first exception, and a blind watchdog shows as healthy.
      log.warn("the health could not be checked: {}", e.toString());
    }
  }

  private void lookAtTopics() throws ExecutionException, InterruptedException {
    lost.look()
        .ifPresentOrElse(
            reason -> health.obstructed(Obstacle.OUTPUT_TOPIC_GONE, reason),
            () -> health.cleared(Obstacle.OUTPUT_TOPIC_GONE));
    if (changelog.isPresent()) {
      try {
        changelog.get().cover();
        health.cleared(Obstacle.PARTITIONS_ADDED);
      } catch (BadInputException e) {
        health.obstructed(Obstacle.PARTITIONS_ADDED, e.getMessage());
      }
    }
    losses.look(backlog.assigned());
  }

  private void lookAtPartitions() throws InterruptedException {
    if (partitions.isDue()) {
      Map<Integer, Long> waiting = backlog.waiting();
      partitions.look(waiting, transactions.look(waiting.keySet()));
    }
  }

  private void compareWithLatestModel() {
    Judge latest = scoring.judges().latest();
    scoring.meters().compareWith(latest.model());
    scoring
        .meters()
        .shadow()
        .show(scoring.judges().candidate().map(candidate -> candidate.model().model()));
  }

  private boolean kafkaAnswers() {
    try {
      admin.describeCluster().nodes().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void tellOfPartitions() {
    Set<Integer> now = new TreeSet<>(backlog.assigned());
    if (!now.equals(assigned)) {
      log.atInfo()
          .addKeyValue("assigned", now)
          .addKeyValue("gained", without(now, assigned))
          .addKeyValue("lost", without(assigned, now))
          .log("partitions of the images' topic changed");
      assigned = now;
    }
  }

  private static Set<Integer> without(Set<Integer> some, Set<Integer> others) {
    Set<Integer> left = new TreeSet<>(some);
    left.removeAll(others);
    return left;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    admin.close();
  }
}
