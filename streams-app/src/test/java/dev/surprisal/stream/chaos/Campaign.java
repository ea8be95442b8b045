package dev.surprisal.stream.chaos;

import static java.util.stream.Collectors.toMap;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Decision;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import dev.surprisal.stream.source.AlertRules;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.Backlog;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.ChildBroker;
import dev.surprisal.stream.testing.InkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Sends images to two instances or more while events happen, waits for the rest, and audits. */
final class Campaign implements AutoCloseable {
  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final String GROUP = "chaos";
  private static final int SESSION_MILLIS = 4_000;
  private static final int TRANSACTION_MILLIS = 6_000;

  /** No transaction lasts so long, those of commands included. */
  private static final Duration HANGING = Duration.ofSeconds(30);

  private static final int SIGTERM_SECONDS = 20;
  private static final int PARTITIONS = 4;
  private static final int MOST_INSTANCES = 4;
  private static final double RATE = 0.01;

  /** Silence, which hangs on when images are processed, does not follow from the verdicts. */
  private static final AlertSettings ALERTS =
      new AlertSettings("alerts", 0.01, 1, Duration.ZERO, 1_000, 500);

  private static final Topics TOPICS = Topics.DEFAULT.withAlerts(Optional.of(ALERTS.topic()));

  private final Plan plan;
  private final Path folder;
  private final Consumer<String> log;
  private final Random random;
  private final ChildBroker broker;
  private final List<Path> models;
  private final Map<String, Judging> judging;
  private final List<String> digests;
  private final Swaps swaps;
  private final String main;
  private final String classPath;
  private final List<Child> instances = new ArrayList<>();
  private Optional<SmallDisk> disk = Optional.empty();
  private int number;

  /**
   * @param top of the repository, where a mutant's source is
   * @param folder for the data and what processes say
   */
  Campaign(Plan plan, Path top, Path folder, Consumer<String> log) {
    this.plan = plan;
    this.folder = folder;
    this.log = log;
    this.random = new Random(plan.seed());
    this.broker = ChildBroker.impatient(folder);
    this.models = plan.models().isEmpty() ? written(folder) : plan.models();
    List<LoadedBundle> loaded =
        models.stream().limit(plan.swaps() > 0 ? 2 : 1).map(BundleFolder::read).toList();
    this.judging =
        loaded.stream().collect(toMap(LoadedBundle::digest, one -> new Judging(one, rules(one))));
    this.digests = loaded.stream().map(LoadedBundle::digest).toList();
    this.swaps = new Swaps(broker.connection(), backlog(), TOPICS.images(), digests, log);
    this.main = plan.mutant().map(Mutant::main).orElse(SURPRISAL);
    this.classPath =
        plan.mutant()
            .map(mutant -> mutant.classPath(top, folder.resolve("mutant")))
            .orElse(System.getProperty("java.class.path"));
  }

  private static List<Path> written(Path folder) {
    Path other = folder.resolve("other-model");
    BundleFolder.write(InkModel.other().bundle(), other);
    return List.of(InkModel.write(folder.resolve("model")), other);
  }

  /**
   * @throws AssertionError if it comes to a halt; it says where the logs are, and how they end
   */
  Outcomes run() throws InterruptedException {
    try {
      return judged();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + "; " + new ChildLogs(folder), e);
    }
  }

  private Outcomes judged() throws InterruptedException {
    disk = SmallDisk.mount(folder.resolve("disk"));
    startBroker();
    if (plan.swaps() > 0) {
      stampScores();
      swaps.publish(models);
    }
    start();
    start();
    Load load = Load.start(broker.connection(), TOPICS, plan.images());
    swaps.start(load, plan.swaps(), plan.images());
    double share = (double) plan.images() / (plan.events().size() + 1);
    int done = 0;
    for (Event event : plan.events()) {
      load.awaitSent((int) (share * (++done - 0.5 + random.nextDouble())));
      log.accept(event.toString());
      happen(event);
    }
    load.awaitEnd();
    swaps.awaitEnd();
    log.accept("all events are over and all images sent");
    HangingTransactions hanging =
        new HangingTransactions(broker.connection(), HANGING, System::nanoTime);
    backlog()
        .awaitNone(
            () -> {
              replaceTheDead();
              end(hanging);
            });
    log.accept("all images are done");
    for (Child instance : instances) {
      instance.terminate(SIGTERM_SECONDS);
    }
    return audited();
  }

  private void end(HangingTransactions hanging) {
    try {
      hanging
          .abort()
          .forEach(where -> log.accept("a transaction hung on %s and was ended".formatted(where)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Backlog backlog() {
    return new Backlog(broker.connection(), GROUP, TOPICS.images(), PARTITIONS);
  }

  private Outcomes audited() throws InterruptedException {
    Barriers barriers =
        plan.swaps() > 0
            ? Barriers.of(broker.connection(), Swaps.TOPIC, TOPICS.images())
            : Barriers.none(digests.get(0));
    Audit audit = new Audit(broker.connection(), TOPICS, judging, barriers);
    Outcomes outcomes = audit.count();
    if (plan.swaps() > 0) {
      log.accept(audit.times().inWords(barriers, swaps.begun()));
    }
    return outcomes;
  }

  /** Under at least once, an alert can open twice. */
  private Optional<AlertRules> rules(LoadedBundle loaded) {
    Decision decision = loaded.bundle().decision(loaded.bundle().defaultScore(), RATE);
    return plan.guarantee() == Guarantee.EXACTLY_ONCE
        ? Optional.of(
            AlertRules.of(AlarmPromise.of(decision), ALERTS, loaded.digest(), decision.score()))
        : Optional.empty();
  }

  private void happen(Event event) throws InterruptedException {
    replaceTheDead();
    switch (event) {
      case KILL -> {
        killAny();
        start();
      }
      case TERMINATE -> {
        terminateAny();
        start();
      }
      case FREEZE -> {
        Child frozen = any();
        frozen.stop();
        outlastSession();
        frozen.resume();
      }
      case JOIN -> start();
      case RESTART_BROKER -> {
        broker.terminate();
        log.accept("the broker has ended");
        startBroker();
      }
      case KILL_BROKER -> {
        broker.kill();
        startBroker();
      }
      case FULL_DISK -> {
        disk.ifPresent(SmallDisk::fill);
        killAny();
        start(disk.isPresent() ? stateDir() : folder.resolve("broker.log/no-folder"));
        outlastSession();
        disk.ifPresent(SmallDisk::free);
      }
    }
    replaceTheDead();
    while (instances.size() > MOST_INSTANCES) {
      terminateAny();
    }
  }

  /** The pause is the fault itself: the group has to go on without the instance. */
  private static void outlastSession() throws InterruptedException {
    Thread.sleep(SESSION_MILLIS + 2_000);
  }

  /** An instance may end by itself, within its own rules; its supervisor starts another. */
  private void replaceTheDead() {
    for (Child dead : instances.stream().filter(instance -> !instance.alive()).toList()) {
      log.accept("an instance ended by itself, code " + dead.exitCode().orElseThrow());
      instances.remove(dead);
    }
    while (instances.size() < 2) {
      start();
    }
  }

  private void killAny() throws InterruptedException {
    Child victim = any();
    victim.kill();
    instances.remove(victim);
  }

  private void terminateAny() throws InterruptedException {
    Child victim = any();
    if (!victim.terminate(SIGTERM_SECONDS)) {
      throw new AssertionError("SIGTERM was not answered within %d s".formatted(SIGTERM_SECONDS));
    }
    instances.remove(victim);
  }

  private Child any() {
    return instances.get(random.nextInt(instances.size()));
  }

  private void startBroker() throws InterruptedException {
    broker.start();
    new TopicSetup(broker.connection(), TOPICS, PARTITIONS, true)
        .await(Duration.ofMinutes(2), r -> {});
  }

  /** The verdicts get the time at which the broker appended them, in place of the images'. */
  private void stampScores() throws InterruptedException {
    ConfigResource scores = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.scores());
    ConfigEntry stamp = new ConfigEntry("message.timestamp.type", "LogAppendTime");
    try (Admin admin = Admin.create(broker.connection().forAdmin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(scores, List.of(new AlterConfigOp(stamp, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Path stateDir() {
    return folder.resolve("disk/state");
  }

  private void start() {
    start(stateDir());
  }

  private void start(Path stateDir) {
    List<String> arguments =
        List.of(
            "stream",
            "--bootstrap-servers=" + broker.connection().bootstrapServers(),
            plan.swaps() > 0 ? "--model-topic=" + Swaps.TOPIC : "--model=" + models.get(0),
            "--application-id=" + GROUP,
            "--guarantee=" + plan.guarantee(),
            "--group-protocol=" + plan.protocol(),
            "--http-port=0",
            "--false-alarm-rate=" + RATE,
            "--alerts",
            "--alerts-topic=" + ALERTS.topic(),
            "--false-alerts-per-week=" + ALERTS.falseAlertsPerWeek(),
            "--images-per-second=" + ALERTS.imagesPerSecond(),
            "--silent-after=" + ALERTS.silentAfter().toSeconds(),
            "--max-sources=" + ALERTS.maxSources(),
            "--drift-images=" + ALERTS.driftImages(),
            "--startup-timeout=120",
            "--state-dir=" + stateDir,
            "--kafka=producer.transaction.timeout.ms=" + TRANSACTION_MILLIS,
            "--kafka=main.consumer.session.timeout.ms=" + SESSION_MILLIS,
            "--kafka=main.consumer.heartbeat.interval.ms=1000");
    if (plan.protocol() == GroupProtocol.STREAMS) {
      arguments = arguments.subList(0, arguments.size() - 2);
    }
    Path file = folder.resolve("instance-" + number++ + ".log");
    instances.add(Child.start(file, Child.SMALL, classPath, main, arguments));
  }

  @Override
  public void close() {
    swaps.close();
    instances.forEach(Child::close);
    broker.close();
    disk.ifPresent(SmallDisk::close);
  }
}
