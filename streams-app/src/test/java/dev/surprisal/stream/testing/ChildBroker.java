package dev.surprisal.stream.testing;

import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.broker.SettableBroker;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private final List<String> settings;
  private final int port = freePort();
  private Child process;

  /**
   * @param folder for its data and what it says
   */
  public ChildBroker(Path folder) {
    this(folder, List.of());
  }

  private ChildBroker(Path folder, List<String> settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** One that deletes at once what its topics' retention says. */
  public static ChildBroker sweeping(Path folder) {
    return new ChildBroker(
        folder, List.of("log.retention.check.interval.ms=500", "log.initial.task.delay.ms=500"));
  }

  /**
   * One that waits less long for the dead: sessions of the groups' members may last three seconds,
   * and after a {@code kill -9} it may register again when five are over.
   */
  public static ChildBroker impatient(Path folder) {
    return new ChildBroker(
        folder,
        List.of(
            "group.min.session.timeout.ms=3000",
            "broker.session.timeout.ms=5000",
            "broker.heartbeat.interval.ms=500"));
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
    List<String> arguments = new ArrayList<>(List.of(number, data));
    arguments.addAll(settings);
    process =
        settings.isEmpty()
            ? Child.start(log, SURPRISAL, List.of("broker", "--port", number, "--data", data))
            : Child.start(log, SettableBroker.class.getName(), arguments);
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

  /**
   * SIGTERM; returns when it has ended. A second one must not start beside it: it would not get its
   * data and its port, and end.
   */
  public void terminate() throws InterruptedException {
    if (!process.terminate(SIGTERM_SECONDS)) {
      throw new AssertionError(
          "the broker did not end within %d s of SIGTERM".formatted(SIGTERM_SECONDS));
    }
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
