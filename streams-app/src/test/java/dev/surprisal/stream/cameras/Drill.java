package dev.surprisal.stream.cameras;

import static org.awaitility.Awaitility.await;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.source.SimulatedWeek;
import dev.surprisal.stream.testing.Backlog;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.ChildBroker;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.SourceSender;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A broker and a scorer in JVMs of their own, and cameras of which four break. */
final class Drill implements AutoCloseable {
  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final String GROUP = "cameras";
  private static final String ALERTS = "alerts";
  private static final int PARTITIONS = 4;
  private static final int SIGTERM_SECONDS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Plan plan;
  private final Path folder;
  private final Consumer<String> log;
  private final ChildBroker broker;
  private final int port = ChildBroker.freePort();

  Drill(Plan plan, Path folder, Consumer<String> log) {
    this.plan = plan;
    this.folder = folder;
    this.log = log;
    this.broker = new ChildBroker(folder);
  }

  Report run() throws InterruptedException {
    broker.start();
    new TopicSetup(broker.connection(), Topics.DEFAULT, PARTITIONS, true)
        .await(PATIENCE, reason -> {});
    Shoot shoot;
    long end;
    try (Child scorer = scorer();
        SourceSender sender = new SourceSender(broker.connection(), Topics.DEFAULT.images())) {
      await().atMost(PATIENCE).until(this::ready);
      log.accept("the scorer is ready");
      shoot = new Shoot(plan, sender);
      end = shoot.run();
      log.accept("all images are sent");
      new Backlog(broker.connection(), GROUP, Topics.DEFAULT.images(), PARTITIONS)
          .awaitNone(() -> {});
      scorer.terminate(SIGTERM_SECONDS);
    }
    List<Arrival> arrivals =
        WholeTopic.of(broker.connection(), ALERTS).stream()
            .map(record -> Arrival.of(record.value()))
            .filter(alert -> !silentSince(end, alert))
            .toList();
    arrivals.forEach(alert -> log.accept(alert.source() + " " + alert.event()));
    SimulatedWeek.Result week = new SimulatedWeek(plan.sources(), plan.seed()).run();
    log.accept("the week is simulated");
    return Report.of(plan, shoot.sent(), shoot.spans(), arrivals, week);
  }

  /** All cameras are silent when everything is sent. */
  private boolean silentSince(long end, Arrival alert) {
    return alert.event().startsWith(AlertKind.SILENT.wireName())
        && alert.millis() >= end + plan.silentAfter().toMillis();
  }

  private Child scorer() {
    Path model = folder.resolve("model");
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), model);
    return Child.start(
        folder.resolve("scorer.log"),
        SURPRISAL,
        Stream.of(
                "stream",
                "--bootstrap-servers=" + broker.connection().bootstrapServers(),
                "--model=" + model,
                "--application-id=" + GROUP,
                "--http-port=" + port,
                "--state-dir=" + folder.resolve("state"),
                "--alerts",
                "--alerts-topic=" + ALERTS,
                "--images-per-second=" + plan.rate(),
                "--silent-after=" + plan.silentAfter().toSeconds())
            .toList());
  }

  private boolean ready() throws InterruptedException {
    try {
      URI address = URI.create("http://127.0.0.1:%d/health/ready".formatted(port));
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
