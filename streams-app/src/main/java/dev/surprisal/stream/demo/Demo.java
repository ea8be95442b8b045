package dev.surprisal.stream.demo;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.broker.BrokerProcess;
import dev.surprisal.stream.broker.TemporaryFolder;
import dev.surprisal.stream.feed.ImageEncoding;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.LiveNews;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.page.ScorerPage;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.stream.scorer.StreamOptions;
import dev.surprisal.stream.scorer.StreamScorer;
import dev.surprisal.stream.scorer.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Starts broker, scorer and page, sends images, compares the verdicts with what was sent, and stops
 * everything.
 */
final class Demo {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LAST_VERDICTS = Duration.ofSeconds(30);

  private final DemoSettings settings;
  private final Path home;
  private final Screen screen;
  private final CountDownLatch stop;

  /**
   * @param home where the launcher and the data are
   * @param stop ends the demo when it is at zero
   */
  Demo(DemoSettings settings, Path home, Screen screen, CountDownLatch stop) {
    this.settings = settings;
    this.home = home;
    this.screen = screen;
    this.stop = stop;
  }

  void run() throws InterruptedException {
    Path model =
        settings.model().isPresent()
            ? settings.model().get()
            : new DemoModel(home).get(settings.epochs(), stop);
    if (stopped()) {
      return;
    }
    Path state = TemporaryFolder.create();
    try (BrokerProcess broker = BrokerProcess.start(settings.port())) {
      screen.line("broker at " + broker.bootstrapServers());
      KafkaConnection connection = new KafkaConnection(broker.bootstrapServers(), Map.of());
      try (StreamScorer scorer = StreamScorer.open(streamSettings(connection, model, state))) {
        scorer.start();
        screen.line("scorer at " + scorer.address() + "/metrics");
        if (!scorer.awaitRunning(START)) {
          throw new BadInputException(
              "the scorer did not start within %d s".formatted(START.toSeconds()));
        }
        ScorerPage page = scorer.page().orElseThrow();
        screen.repeated("live page at " + page.address());
        report(feedAndWatch(connection, scorer, page.news()), scorer.promise());
      }
    } finally {
      TemporaryFolder.delete(state);
    }
  }

  private StreamSettings streamSettings(KafkaConnection connection, Path model, Path state) {
    return StreamOptions.defaults(connection, Topics.DEFAULT, model)
        .applicationId("surprisal-demo")
        .control(AlarmControl.rate(settings.falseAlarmRate()))
        .httpPort(settings.httpPort())
        .page(PageSettings.onLoopback(settings.pagePort()))
        .stateDir(state)
        .startupTimeout(START)
        .settings();
  }

  private Summary feedAndWatch(KafkaConnection connection, StreamScorer scorer, LiveNews news)
      throws InterruptedException {
    Tally tally = new Tally();
    long start = System.nanoTime();
    double seconds;
    try (Watcher watcher = Watcher.start(connection, tally, scorer.promise(), screen, news);
        ImageSender sender =
            new ImageSender(connection, Topics.DEFAULT.images(), Optional.empty())) {
      feed(sender, tally, scorer, watcher, start);
      sender.flush();
      seconds = secondsSince(start);
      watcher.awaitComplete(LAST_VERDICTS);
      scorer.expectNoFailure();
    }
    return tally.summary(seconds);
  }

  private void feed(
      ImageSender sender, Tally tally, StreamScorer scorer, Watcher watcher, long start) {
    Supply supply =
        new Supply(
            ImageFiles.open(home.resolve("data/mnist/t10k-images-idx3-ubyte.gz")),
            ImageFiles.open(home.resolve("data/fashion-mnist/sample-images-idx3-ubyte.gz")),
            settings.anomalyRate(),
            settings.seed());
    Pace pace = new Pace(settings.rate());
    while (!stopped() && (settings.seconds() == 0 || secondsSince(start) < settings.seconds())) {
      pace.await();
      watcher.expectNoFailure();
      Specimen kind = supply.next();
      sender.send(
          supply.bytes(kind),
          ImageEncoding.RAW.contentType(),
          landed ->
              tally.sent(landed.topic() + "-" + landed.partition() + "-" + landed.offset(), kind));
      if (screen.statusDue()) {
        scorer.expectNoFailure();
        screen.status(tally.summary(secondsSince(start)).line());
      }
    }
  }

  private void report(Summary summary, AlarmPromise promise) {
    screen.clear();
    screen.line(summary.line());
    screen.line(summary.falseAlarmsLine(promise));
    summary.kinds().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                screen.line(
                    "  %-9s %d of %d found"
                        .formatted(
                            entry.getKey().wireName(),
                            entry.getValue().detected(),
                            entry.getValue().injected())));
    settings.json().ifPresent(summary::write);
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
