package dev.surprisal.stream.testing;

import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.broker.SweepingBroker;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * {@code surprisal broker} in a JVM of its own, which can be treated badly. It keeps its port and
 * its data when it is started again.
 */
public final class ChildBroker implements AutoCloseable {
  private static final String SURPRISAL = "dev.surprisal.stream.Surprisal";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIGTERM_SECONDS = 60;

  private final Path folder;
  private final boolean sweeps;
  private final int port = freePort();
  private Child process;

  /**
   * @param folder for its data and what it says
   */
  public ChildBroker(Path folder) {
    this(folder, false);
  }

  private ChildBroker(Path folder, boolean sweeps) {
    this.folder = folder;
    this.sweeps = sweeps;
  }

  /** One that deletes at once what its topics' retention says. */
  public static ChildBroker sweeping(Path folder) {
    return new ChildBroker(folder, true);
  }

  /** To it, whether it runs or not. */
  public KafkaConnection connection() {
    return connection(Map.of());
  }

  /** With settings for the clients. */
  public KafkaConnection connection(Map<String, String> settings) {
    return new KafkaConnection("127.0.0.1:" + port, settings);
  }

  /** Returns when it answers. */
  public void start() {
    Path log = folder.resolve("broker.log");
    String data = folder.resolve("data").toString();
    String number = String.valueOf(port);
    process =
        sweeps
            ? Child.start(log, SweepingBroker.class.getName(), List.of(number, data))
            : Child.start(log, SURPRISAL, List.of("broker", "--port", number, "--data", data));
    try (Admin admin = Admin.create(connection().forAdmin())) {
      await().atMost(PATIENCE).until(() -> answers(admin));
    }
  }

  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** SIGSTOP. */
  public void stop() throws InterruptedException {
    process.stop();
  }

  /** SIGCONT. */
  public void resume() throws InterruptedException {
    process.resume();
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** SIGTERM; returns when it has ended, or after a minute. */
  public void terminate() throws InterruptedException {
    process.terminate(SIGTERM_SECONDS);
  }

  /** A port of this machine that nobody uses. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
