package dev.surprisal.stream.demo;

import dev.surprisal.BadInputException;
import dev.surprisal.file.OutputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal demo}: everything, on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Broker, model (trained on first use), scorer, a feed of digits with anomalies mixed in, and a page that shows it.",
      "Ctrl-C ends it; nothing is left behind but the model."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int LAST_WORDS_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Feed for so long, 0 until Ctrl-C (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the summary here.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A bundle to use (default: one of its own, trained on first use).")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Images a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--anomaly-rate",
      paramLabel = "P",
      defaultValue = "0.02",
      description = "Share of anomalies (default: ${DEFAULT-VALUE}).")
  private double anomalyRate;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description = "Share of clean images that may alarm (default: ${DEFAULT-VALUE}).")
  private double falseAlarmRate;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Of the training on first use (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The broker's, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Metrics and health, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--page-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The live page's, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int pagePort;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides what is sent (default: ${DEFAULT-VALUE}).")
  private long seed;

  private DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    json.ifPresent(OutputFile::expectWritable);
    DemoSettings settings =
        new DemoSettings(
            seconds,
            json,
            model,
            rate,
            anomalyRate,
            falseAlarmRate,
            epochs,
            port,
            httpPort,
            pagePort,
            seed);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> lastWords(stop, done), "surprisal-stop"));
    try {
      new Demo(settings, home(), new Screen(spec.commandLine().getOut()), stop).run();
    } finally {
      done.countDown();
    }
    return 0;
  }

  /** Ctrl-C: the main thread takes everything down, and the JVM waits for it. */
  private static void lastWords(CountDownLatch stop, CountDownLatch done) {
    stop.countDown();
    try {
      done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path home() {
    Path home = Path.of(Optional.ofNullable(System.getenv("SURPRISAL_HOME")).orElse("."));
    if (!Files.isDirectory(home.resolve("data"))) {
      throw new BadInputException(
          "SURPRISAL_HOME: expected the folder with the launcher and data/, got %s; start it with ./surprisal demo"
              .formatted(home.toAbsolutePath().normalize()));
    }
    return home;
  }
}
