package dev.surprisal.stream.chaos;

import static org.awaitility.Awaitility.await;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.models.ModelsCommand;
import dev.surprisal.stream.testing.Backlog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Changes the model again and again while images flow, by {@code surprisal models}: every third
 * time by a rollback. While the broker is away it tries again.
 */
final class Swaps implements AutoCloseable {
  static final String TOPIC = "models";

  private static final Duration RETRY = Duration.ofMillis(200);

  /** A second of the load. */
  private static final int NEAR = 2_500;

  private static final Duration CATCH_UP = Duration.ofSeconds(5);

  private final KafkaConnection connection;
  private final Backlog backlog;
  private final String images;
  private final List<String> digests;
  private final Consumer<String> log;
  private final List<Instant> begun = new CopyOnWriteArrayList<>();
  private FutureTask<Void> task = new FutureTask<>(() -> null);
  private volatile boolean closed;

  /**
   * @param backlog of those who judge
   * @param images the topic whose images are judged
   * @param digests of two models
   */
  Swaps(
      KafkaConnection connection,
      Backlog backlog,
      String images,
      List<String> digests,
      Consumer<String> log) {
    this.connection = connection;
    this.backlog = backlog;
    this.images = images;
    this.digests = digests;
    this.log = log;
  }

  /** Publishes models; the first one judges. */
  void publish(List<Path> bundles) {
    bundles.forEach(bundle -> expectDone(models("publish", "--model=" + bundle)));
    expectDone(activate(digests.get(0)));
  }

  private static void expectDone(String failure) {
    if (!failure.isEmpty()) {
      throw new AssertionError(failure);
    }
  }

  /** Swaps at equal distances of the images that are sent. */
  void start(Load load, int number, int ofImages) {
    task =
        new FutureTask<>(
            () -> {
              for (int swap = 1; swap <= number; swap++) {
                load.awaitSent((int) ((long) ofImages * swap / (number + 1)));
                // Who is far behind knows a barrier long before coming to it.
                backlog.awaitFewerThan(NEAR, CATCH_UP);
                swap(swap);
              }
              return null;
            });
    Thread thread = new Thread(task, "chaos-swaps");
    thread.setDaemon(true);
    thread.start();
  }

  /** What was decided says whether it is done: a command may fail after that. */
  private void swap(int swap) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(RETRY)
        .forever()
        .until(() -> closed || made(swap));
  }

  private boolean made(int swap) throws InterruptedException {
    try {
      List<Barriers.Decision> decisions = Barriers.of(connection, TOPIC, images).decisions();
      if (decisions.size() > swap) {
        return true;
      }
      String active = decisions.get(decisions.size() - 1).digest();
      String other = digests.get(1 - digests.indexOf(active));
      begun.add(Instant.now());
      String failure = swap % 3 == 0 ? decide("rollback") : activate(other);
      log.accept("swap %d %s".formatted(swap, failure.isEmpty() ? "is decided" : failure.strip()));
      return failure.isEmpty();
    } catch (KafkaException | AssertionError e) {
      log.accept("swap %d waits for the broker: %s".formatted(swap, e.getMessage()));
      return false;
    }
  }

  /** Time enough to load it, and no more. */
  private String activate(String digest) {
    return decide("activate", digest, "--lead=1");
  }

  private String decide(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--images-topic=" + images);
    return models(all.toArray(String[]::new));
  }

  /** Runs a command; returns what it says of its failure, or nothing. */
  private String models(String... args) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrap-servers=" + connection.bootstrapServers());
    all.add("--model-topic=" + TOPIC);
    int code =
        CommandLines.of(ModelsCommand.class)
            .setOut(new PrintWriter(new StringWriter(), true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return code == 0 ? "" : "code %d: %s".formatted(code, err);
  }

  /** Waits until all are made. */
  void awaitEnd() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** When commands were begun, those that failed included. */
  List<Instant> begun() {
    return List.copyOf(begun);
  }

  @Override
  public void close() {
    closed = true;
  }
}
