package dev.surprisal.stream.chaos;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.scorer.GroupProtocol;
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
    new Backlog(broker.connection(), GROUP, Topics.DEFAULT.images(), PARTITIONS)
        .awaitNone(this::replaceTheDead);
    for (Child instance : instances) {
      instance.terminate(SIGTERM_SECONDS);
    }
    return new Audit(broker.connection(), Topics.DEFAULT, BundleFolder.read(model).bundle())
        .count();
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
        Thread.sleep(SESSION_MILLIS + 2_000);
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
        Thread.sleep(SESSION_MILLIS + 2_000);
        disk.ifPresent(SmallDisk::free);
      }
    }
    replaceTheDead();
    while (instances.size() > MOST_INSTANCES) {
      terminateAny();
    }
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
    new TopicSetup(broker.connection(), Topics.DEFAULT, PARTITIONS, true)
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
