package dev.surprisal.stream.chaos;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.testing.InkModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Feeds images to two instances or more while events happen, waits for the rest, and audits. */
final class Campaign implements AutoCloseable {
  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final String MUTANT = "dev.surprisal.stream.scorer.BufferingMutant";
  private static final String GROUP = "chaos";
  private static final int SESSION_MILLIS = 6_000;
  private static final int SIGTERM_SECONDS = 20;
  private static final int IMAGES_PER_SECOND = 2_500;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Plan plan;
  private final Path folder;
  private final Consumer<String> log;
  private final Random random;
  private final int port;
  private final KafkaConnection connection;
  private final List<Child> instances = new ArrayList<>();
  private Child broker;
  private int number;

  Campaign(Plan plan, Path folder, Consumer<String> log) {
    this.plan = plan;
    this.folder = folder;
    this.log = log;
    this.random = new Random(plan.seed());
    this.port = freePort();
    this.connection = new KafkaConnection("127.0.0.1:" + port, Map.of());
    InkModel.write(folder.resolve("model"));
  }

  Outcomes run() throws InterruptedException {
    startBroker();
    start("state");
    start("state");
    Thread feed = new Thread(this::feed, "chaos-feed");
    feed.start();
    int pause = 1_000 * (plan.images() / IMAGES_PER_SECOND) / (plan.events().size() + 1);
    for (Event event : plan.events()) {
      Thread.sleep(pause / 2 + random.nextInt(pause + 1));
      log.accept(event.toString());
      happen(event);
    }
    feed.join();
    log.accept("all events are over and all images sent");
    awaitCommitted();
    for (Child instance : instances) {
      instance.terminate(SIGTERM_SECONDS);
    }
    return new Audit(
            connection, Topics.DEFAULT, BundleFolder.read(folder.resolve("model")).bundle())
        .count();
  }

  private void happen(Event event) throws InterruptedException {
    switch (event) {
      case KILL -> {
        any().kill();
        start("state");
      }
      case TERMINATE -> {
        if (!any().terminate(SIGTERM_SECONDS)) {
          throw new AssertionError("SIGTERM was not answered within 20 s");
        }
        start("state");
      }
      case FREEZE -> {
        Child frozen = any();
        frozen.stop();
        Thread.sleep(SESSION_MILLIS + 2_000);
        frozen.resume();
      }
      case JOIN -> start("model/bundle.json/no-folder");
      case RESTART_BROKER -> {
        broker.terminate(60);
        startBroker();
      }
      case KILL_BROKER -> {
        broker.kill();
        startBroker();
      }
    }
    // An instance may end by itself, within its own rules; its supervisor starts another.
    while (instances.stream().filter(Child::alive).count() < 2) {
      start("state");
    }
  }

  private Child any() {
    instances.removeIf(instance -> !instance.alive());
    return instances.get(random.nextInt(instances.size()));
  }

  private void startBroker() throws InterruptedException {
    broker =
        Child.start(
            folder.resolve("broker.log"),
            SURPRISAL,
            List.of(
                "broker",
                "--port",
                String.valueOf(port),
                "--data",
                folder.resolve("data").toString()));
    new TopicSetup(connection, Topics.DEFAULT, 4, true).await(Duration.ofMinutes(2), r -> {});
  }

  private void start(String stateDir) {
    List<String> arguments =
        List.of(
            "stream",
            "--bootstrap-servers=" + connection.bootstrapServers(),
            "--model=" + folder.resolve("model"),
            "--application-id=" + GROUP,
            "--guarantee=" + plan.guarantee(),
            "--group-protocol=" + plan.protocol(),
            "--http-port=0",
            "--startup-timeout=120",
            "--state-dir=" + folder.resolve(stateDir),
            "--kafka=producer.transaction.timeout.ms=10000",
            "--kafka=main.consumer.session.timeout.ms=" + SESSION_MILLIS,
            "--kafka=main.consumer.heartbeat.interval.ms=1000");
    if (plan.protocol() == GroupProtocol.STREAMS) {
      arguments = arguments.subList(0, arguments.size() - 2);
    }
    Path file = folder.resolve("instance-" + number++ + ".log");
    instances.add(Child.start(file, plan.mutant() ? MUTANT : SURPRISAL, arguments));
  }

  private void feed() {
    Pace pace = new Pace(IMAGES_PER_SECOND);
    try (ImageSender sender =
        new ImageSender(connection, Topics.DEFAULT.images(), Optional.empty())) {
      for (int i = 0; i < plan.images(); i++) {
        pace.await();
        boolean broken = i % Plan.BROKEN_EVERY == Plan.BROKEN_EVERY - 1;
        byte[] value = broken ? new byte[] {1} : InkModel.ink(i % 700);
        sender.send(value, "application/octet-stream", landed -> {});
      }
      sender.flush();
    }
  }

  /** Until the group's offsets are those of the images' ends. */
  private void awaitCommitted() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long behind = behind();
    while (behind > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("%d images are still not done".formatted(behind));
      }
      Thread.sleep(500);
      behind = behind();
    }
  }

  private long behind() throws InterruptedException {
    try (Admin admin = Admin.create(connection.forAdmin())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      long behind = 0;
      for (int partition = 0; partition < 4; partition++) {
        TopicPartition images = new TopicPartition(Topics.DEFAULT.images(), partition);
        long end =
            admin
                .listOffsets(Map.of(images, OffsetSpec.latest()))
                .partitionResult(images)
                .get()
                .offset();
        OffsetAndMetadata done = committed.get(images);
        behind += end - (done == null ? 0 : done.offset());
      }
      return behind;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    instances.forEach(Child::close);
    if (broker != null) {
      broker.close();
    }
  }
}
