package dev.surprisal.stream.chaos;

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
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Sends images to two instances or more while events happen, waits for the rest, and audits. */
final class Campaign implements AutoCloseable {
  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final String MUTANT = "dev.surprisal.stream.scorer.BufferingMutant";
  private static final String GROUP = "chaos";
  private static final int SESSION_MILLIS = 6_000;
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
  private final Path model;
  private final List<Child> instances = new ArrayList<>();
  private Optional<SmallDisk> disk = Optional.empty();
  private int number;

  Campaign(Plan plan, Path folder, Consumer<String> log) {
    this.plan = plan;
    this.folder = folder;
    this.log = log;
    this.random = new Random(plan.seed());
    this.broker = new ChildBroker(folder);
    this.model = plan.model().orElseGet(() -> InkModel.write(folder.resolve("model")));
  }

  Outcomes run() throws InterruptedException {
    disk = SmallDisk.mount(folder.resolve("disk"));
    startBroker();
    start();
    start();
    Load load = Load.start(broker.connection().bootstrapServers(), plan.images());
    double share = (double) plan.images() / (plan.events().size() + 1);
    int done = 0;
    for (Event event : plan.events()) {
      load.awaitSent((int) (share * (++done - 0.5 + random.nextDouble())));
      log.accept(event.toString());
      happen(event);
    }
    load.awaitEnd();
    log.accept("all events are over and all images sent");
    new Backlog(broker.connection(), GROUP, TOPICS.images(), PARTITIONS)
        .awaitNone(this::replaceTheDead);
    for (Child instance : instances) {
      instance.terminate(SIGTERM_SECONDS);
    }
    LoadedBundle loaded = BundleFolder.read(model);
    return new Audit(broker.connection(), TOPICS, loaded.bundle(), rules(loaded)).count();
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
            "--model=" + model,
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
            "--kafka=producer.transaction.timeout.ms=10000",
            "--kafka=main.consumer.session.timeout.ms=" + SESSION_MILLIS,
            "--kafka=main.consumer.heartbeat.interval.ms=1000");
    if (plan.protocol() == GroupProtocol.STREAMS) {
      arguments = arguments.subList(0, arguments.size() - 2);
    }
    Path file = folder.resolve("instance-" + number++ + ".log");
    instances.add(Child.start(file, plan.mutant() ? MUTANT : SURPRISAL, arguments));
  }

  @Override
  public void close() {
    instances.forEach(Child::close);
    broker.close();
    disk.ifPresent(SmallDisk::close);
  }
}
