package dev.surprisal.stream.testing;

import dev.surprisal.stream.Surprisal;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own that is treated badly. What it says goes to a file. */
public final class Child implements AutoCloseable {
  /** The launcher's for {@code stream}. */
  public static final List<String> COLLECTOR =
      List.of("-XX:+UseSerialGC", "-XX:NewRatio=1", "-XX:SurvivorRatio=3", "-XX:MetaspaceSize=96m");

  /** That, and a small heap. */
  public static final List<String> SMALL =
      Stream.concat(COLLECTOR.stream(), Stream.of("-Xmx256m")).toList();

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  public static Child start(Path log, String main, List<String> arguments) {
    return start(log, SMALL, main, arguments);
  }

  /** With options of its own for the JVM. */
  public static Child start(Path log, List<String> options, String main, List<String> arguments) {
    return start(log, options, System.getProperty("java.class.path"), main, arguments);
  }

  /** With a class path of its own, too. */
  public static Child start(
      Path log, List<String> options, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Djava.awt.headless=true");
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    try {
      return new Child(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A scorer of the folder's {@code model}, in a group named like the images' topic, whose output
   * goes to the folder's {@code log}.
   *
   * @param options of the JVM
   * @param more of the scorer's own options
   */
  public static Child scorer(
      Path folder,
      List<String> options,
      KafkaConnection connection,
      Topics topics,
      List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "stream",
                "--bootstrap-servers=" + connection.bootstrapServers(),
                "--model=" + folder.resolve("model"),
                "--application-id=" + topics.images(),
                "--images-topic=" + topics.images(),
                "--scores-topic=" + topics.scores(),
                "--anomalies-topic=" + topics.anomalies(),
                "--rejected-topic=" + topics.rejected(),
                "--http-port=0",
                "--state-dir=" + folder.resolve("state")));
    arguments.addAll(more);
    return start(folder.resolve("log"), options, Surprisal.class.getName(), arguments);
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Its exit code, if it has ended. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; says whether it ended within the time. */
  public boolean terminate(int seconds) throws InterruptedException {
    process.destroy();
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** SIGSTOP. */
  public void stop() throws InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void resume() throws InterruptedException {
    signal("-CONT");
  }

  /** SIGSEGV, as when native code reads where it must not. */
  public void crash() throws InterruptedException {
    signal("-SEGV");
  }

  private void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it; returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
