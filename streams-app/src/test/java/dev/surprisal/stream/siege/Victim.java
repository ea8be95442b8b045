package dev.surprisal.stream.siege;

import static org.awaitility.Awaitility.await;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.ChildBroker;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/** The scorer that is attacked, in a JVM of its own with 256 MB of heap; never started again. */
final class Victim implements AutoCloseable {
  static final String GROUP = "siege";

  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final int SIGTERM_SECONDS = 20;
  private static final Duration POLL = Duration.ofMillis(20);

  /** Of both kinds of control, so that strange images are found under either. */
  static final double RATE = 0.01;

  static final double FDR = 0.05;

  private final Optional<Mutant> mutant;
  private final AlarmControl.Kind control;
  private final Path top;
  private final Path folder;
  private final Endpoint endpoint = new Endpoint(ChildBroker.freePort());
  private final ScorerLog log;
  private Optional<Child> process = Optional.empty();

  Victim(Optional<Mutant> mutant, AlarmControl.Kind control, Path top, Path folder) {
    this.mutant = mutant;
    this.control = control;
    this.top = top;
    this.folder = folder;
    this.log = new ScorerLog(folder);
  }

  /** Pictures of another size are resized, so that they cost what they can. */
  void start(KafkaConnection connection) {
    List<String> options = new ArrayList<>(Child.COLLECTOR);
    options.add("-Xmx256m");
    options.addAll(log.options());
    String own = System.getProperty("java.class.path");
    String classPath =
        mutant
            .map(planted -> planted.compile(top, folder.resolve("mutant")) + File.pathSeparator)
            .map(classes -> classes + own)
            .orElse(own);
    Path model = folder.resolve("model");
    // Of a hundred scores it would say too little to support discoveries.
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), model);
    List<String> arguments =
        List.of(
            "stream",
            "--bootstrap-servers=" + connection.bootstrapServers(),
            "--model=" + model,
            "--application-id=" + GROUP,
            "--control=" + control,
            "--false-alarm-rate=" + RATE,
            "--fdr=" + FDR,
            "--resize",
            "--http-port=" + endpoint.port(),
            "--state-dir=" + folder.resolve("state"));
    process = Optional.of(Child.start(log.file(), options, classPath, SURPRISAL, arguments));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  ScorerLog log() {
    return log;
  }

  /** How it ended by itself, if it did. */
  Optional<String> end() {
    return process
        .map(Child::exitCode)
        .filter(OptionalInt::isPresent)
        .map(
            code ->
                "the scorer ended by itself with code %d:%n%s"
                    .formatted(code.getAsInt(), String.join(System.lineSeparator(), log.tail())));
  }

  void expectAlive() {
    end()
        .ifPresent(
            words -> {
              throw new AssertionError(words);
            });
  }

  /**
   * Waits for a condition, and says whether it came true in time.
   *
   * @throws AssertionError if the scorer ends meanwhile
   */
  boolean becomesTrue(Duration patience, Callable<Boolean> condition) {
    try {
      await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .atMost(patience)
          .until(
              () -> {
                expectAlive();
                return condition.call();
              });
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** How many images it counted as deleted before they were judged. */
  long missed() {
    return endpoint
        .get("/metrics")
        .map(answer -> (long) new Samples(answer.body()).value("surprisal_images_missed_total"))
        .orElseThrow(() -> new AssertionError("/metrics did not answer"));
  }

  /** SIGSTOP. */
  void standStill() throws InterruptedException {
    process.orElseThrow().stop();
  }

  /** SIGCONT. */
  void goOn() throws InterruptedException {
    process.orElseThrow().resume();
  }

  /** SIGTERM. */
  void stop() throws InterruptedException {
    if (!process.orElseThrow().terminate(SIGTERM_SECONDS)) {
      throw new AssertionError("SIGTERM was not answered within %d s".formatted(SIGTERM_SECONDS));
    }
  }

  @Override
  public void close() {
    process.ifPresent(Child::close);
  }
}
