package dev.surprisal.stream.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code surprisal broker} as a child process with a heap of its own. It ends when this process
 * closes its standard input, and that happens however this process ends; Ctrl-C does not reach it,
 * so that it outlives its clients. Its data are in a temporary folder that it deletes itself.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param port 0 for a free one
   * @throws BadInputException if it does not start
   */
  public static BrokerProcess start(int port) throws InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command(port)).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new BadInputException("the broker's process cannot start: " + e.getMessage(), e);
    }
    CompletableFuture<String> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> listen(process, ready), "surprisal-broker-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return new BrokerProcess(process, ready.get(START.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      String reason = e.getCause() == null ? "not ready in time" : e.getCause().getMessage();
      throw new BadInputException("the broker did not start: " + reason, e);
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  private static List<String> command(int port) {
    List<String> command = new ArrayList<>();
    // A JVM leaves a signal alone that was ignored when it started.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add("dev.surprisal.stream.Surprisal");
    command.addAll(List.of("broker", "--port", String.valueOf(port), "--until-stdin-ends"));
    return command;
  }

  /** Reads to the end, or the child would block on a full pipe. */
  private static void listen(Process process, CompletableFuture<String> ready) {
    String last = "it said nothing";
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BrokerCommand.READY)) {
          ready.complete(line.substring(BrokerCommand.READY.length()));
        }
        last = line;
      }
    } catch (IOException e) {
      last = e.getMessage();
    }
    ready.completeExceptionally(new IOException(last));
  }

  /** Lets it shut down cleanly. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
